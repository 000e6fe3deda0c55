using System.Security.Cryptography;
using System.Text;
using Graft.Api.Kubernetes;

namespace Graft.ResourceManager.Objects;

/// <summary>The hash of what a ManagedResource's secrets hold, for its status.</summary>
internal static class SecretsChecksum
{
    public static string Of(IEnumerable<Secret> secrets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var secret in secrets)
        {
            foreach (
                var (key, value) in (secret.Data ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)).OrderBy(
                    entry => entry.Key,
                    StringComparer.Ordinal
                )
            )
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n{value.Length}\n"));
                hash.AppendData(value);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
