using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Graft.Api;

namespace Graft.Kubernetes.Transport;

/// <summary>Finds out which kinds a server serves. Answers are kept; a kind that is not among them is asked for again.</summary>
internal sealed class Discovery(ApiTransport transport)
{
    private readonly ConcurrentDictionary<string, Dictionary<string, ResourceType>> _known = new(
        StringComparer.Ordinal
    );

    public async Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(apiVersion, out var kinds) && kinds.TryGetValue(kind, out var known))
        {
            return known;
        }
        kinds = await FetchAsync(apiVersion, kind, cancellationToken);
        _known[apiVersion] = kinds;
        return kinds.TryGetValue(kind, out var found) ? found : throw Unknown(apiVersion, kind, null);
    }

    private async Task<Dictionary<string, ResourceType>> FetchAsync(
        string apiVersion,
        string kind,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await transport.SendAsync(
                new ApiRequest(HttpMethod.Get, RequestPath.GroupVersion(apiVersion)),
                body => Read(apiVersion, body),
                cancellationToken
            );
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            throw Unknown(apiVersion, kind, exception);
        }
    }

    private static Dictionary<string, ResourceType> Read(string apiVersion, ReadOnlySequence<byte> body)
    {
        var (group, version) = apiVersion.Split('/') is [var first, var second] ? (first, second) : ("", apiVersion);
        using var document = JsonDocument.Parse(body);
        var kinds = new Dictionary<string, ResourceType>(StringComparer.Ordinal);
        foreach (var entry in document.RootElement.GetProperty("resources").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString() ?? "";
            var kind = entry.GetProperty("kind").GetString() ?? "";
            // "pods/status" is a subresource, not a kind of its own.
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                kinds.TryAdd(kind, new(group, version, kind, name, entry.GetProperty("namespaced").GetBoolean()));
            }
        }
        return kinds;
    }

    private static KubernetesException Unknown(string apiVersion, string kind, Exception? inner) =>
        new(404, "NotFound", $"no matches for kind \"{kind}\" in version \"{apiVersion}\"", null, null, inner);
}
