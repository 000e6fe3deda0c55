using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>
/// Remembers which tokens are signed, since a signature stays right for ever; whether a token still holds is for its
/// claims to say, each time.
/// </summary>
internal sealed class TokenCache(TokenSigningKey key)
{
    private const int Limit = 1024;

    private readonly ConcurrentDictionary<string, JsonObject> _known = new(StringComparer.Ordinal);

    /// <summary>The claims, only to be read; null for a token of somebody else.</summary>
    public JsonObject? Open(string token)
    {
        if (_known.TryGetValue(token, out var known))
        {
            return known;
        }
        var claims = key.Open(token);
        if (claims is not null)
        {
            if (_known.Count >= Limit)
            {
                _known.Clear();
            }
            _known[token] = claims;
        }
        return claims;
    }
}
