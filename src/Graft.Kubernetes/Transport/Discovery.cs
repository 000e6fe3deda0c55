using System.Collections.Concurrent;
using System.Text.Json;
using Graft.Api;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// Finds out which kinds a server serves. A kind is looked up by the document of its group version alone, all kinds by the
/// two aggregated documents, or version by version where a server does not aggregate. Answers are kept; a kind that is not
/// among them makes all of them doubtful, so that it is asked for anew.
/// </summary>
internal sealed class Discovery(ApiTransport transport)
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
        + ApiRequest.Json;

    private readonly ConcurrentDictionary<string, IReadOnlyList<DiscoveredResource>> _known = new(
        StringComparer.Ordinal
    );
    private ServerResources? _all;

    public async Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        if (Known(apiVersion, kind) is { } known)
        {
            return known;
        }
        _all = null;
        try
        {
            _known[apiVersion] = await FetchVersionAsync(apiVersion, false, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            _known.TryRemove(apiVersion, out _);
            throw Unknown(apiVersion, kind, exception);
        }
        return Known(apiVersion, kind) ?? throw Unknown(apiVersion, kind, null);
    }

    public async Task<ServerResources> DiscoverAsync(CancellationToken cancellationToken)
    {
        if (_all is { } all)
        {
            return all;
        }
        var resources = new List<DiscoveredResource>();
        var unavailable = new List<string>();
        await AddAsync("/api", resources, unavailable, cancellationToken);
        await AddAsync("/apis", resources, unavailable, cancellationToken);
        return _all = new ServerResources(resources, unavailable);
    }

    private ResourceType? Known(string apiVersion, string kind)
    {
        var resources = _known.TryGetValue(apiVersion, out var known) ? known : _all?.Resources;
        return resources?.FirstOrDefault(entry => entry.Type.Kind == kind && entry.Type.ApiVersion == apiVersion)?.Type;
    }

    private async Task AddAsync(
        string root,
        List<DiscoveredResource> resources,
        List<string> unavailable,
        CancellationToken cancellationToken
    )
    {
        var request = new ApiRequest(HttpMethod.Get, root) { Accept = Aggregated };
        using var document = await FetchAsync(request, cancellationToken);
        if (DiscoveryReader.Text(document.RootElement, "kind") == "APIGroupDiscoveryList")
        {
            DiscoveryReader.ReadAggregated(document.RootElement, resources, unavailable);
            return;
        }
        foreach (var (apiVersion, isPreferred) in Versions(document.RootElement))
        {
            try
            {
                resources.AddRange(await FetchVersionAsync(apiVersion, isPreferred, cancellationToken));
            }
            catch (KubernetesException exception) when (exception.IsNotFound || exception.IsTransient)
            {
                // The server behind one group must not hide the other groups.
                unavailable.Add(apiVersion);
            }
        }
    }

    /// <summary>The group versions that an <c>APIVersions</c> or <c>APIGroupList</c> names.</summary>
    private static List<(string ApiVersion, bool IsPreferred)> Versions(JsonElement document)
    {
        var versions = new List<(string, bool)>();
        foreach (var version in DiscoveryReader.Elements(document, "versions"))
        {
            versions.Add((version.GetString() ?? "", versions.Count == 0));
        }
        foreach (var group in DiscoveryReader.Elements(document, "groups"))
        {
            var preferred = group.TryGetProperty("preferredVersion", out var chosen)
                ? DiscoveryReader.Text(chosen, "groupVersion")
                : "";
            foreach (var version in DiscoveryReader.Elements(group, "versions"))
            {
                var name = DiscoveryReader.Text(version, "groupVersion");
                versions.Add((name, name == preferred));
            }
        }
        return versions;
    }

    private async Task<List<DiscoveredResource>> FetchVersionAsync(
        string apiVersion,
        bool isPreferred,
        CancellationToken cancellationToken
    )
    {
        var request = new ApiRequest(HttpMethod.Get, RequestPath.GroupVersion(apiVersion));
        using var document = await FetchAsync(request, cancellationToken);
        return DiscoveryReader.ReadPlain(apiVersion, isPreferred, document.RootElement);
    }

    private Task<JsonDocument> FetchAsync(ApiRequest request, CancellationToken cancellationToken) =>
        transport.SendAsync(
            request,
            body =>
            {
                var reader = new Utf8JsonReader(body);
                // Copies, unlike Parse: the buffers go back to their pool.
                return JsonDocument.ParseValue(ref reader);
            },
            cancellationToken
        );

    private static KubernetesException Unknown(string apiVersion, string kind, Exception? inner) =>
        new(404, "NotFound", $"no matches for kind \"{kind}\" in version \"{apiVersion}\"", null, null, inner);
}
