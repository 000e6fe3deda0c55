using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>
/// A namespace that one test has to itself, and the requests it makes. Whatever a request creates, in the namespace or
/// beside it, is deleted when the space is disposed.
/// </summary>
public sealed class Space : IAsyncDisposable
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly ConcurrentStack<string> _created = new();

    private Space(ClusterApi api, string name)
    {
        Api = api;
        Name = name;
    }

    /// <summary>The cluster, for requests whose results are not to be deleted at the end.</summary>
    public ClusterApi Api { get; }

    /// <summary>The namespace; also a prefix for whatever needs a name that nobody else has.</summary>
    public string Name { get; }

    /// <summary>The path of the namespace itself.</summary>
    public string Self => $"/api/v1/namespaces/{Name}";

    public string ConfigMaps => In("configmaps");

    public string Secrets => In("secrets");

    /// <summary>The path of a kind's collection in the namespace: <c>In("deployments", "apps/v1")</c>.</summary>
    public string In(string plural, string groupVersion = "v1") => $"{Below(groupVersion)}/namespaces/{Name}/{plural}";

    /// <summary>The path of a kind's collection in the whole cluster.</summary>
    public static string All(string plural, string groupVersion = "v1") => $"{Below(groupVersion)}/{plural}";

    public static string NewName() => $"behaviour-{RandomNumberGenerator.GetString(Letters, 10)}";

    public static string NamespaceBody(string name) =>
        $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";

    public static async Task<Space> CreateAsync(ClusterApi api)
    {
        var space = new Space(api, NewName());
        (await api.SendAsync("POST", "/api/v1/namespaces", NamespaceBody(space.Name))).Expect(201);
        return space;
    }

    public Task RequireControllersAsync() => Api.RequireControllersAsync();

    /// <inheritdoc cref="ClusterApi.SendAsync"/>
    public async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string contentType = "application/json",
        string? accept = null
    )
    {
        var answer = await Api.SendAsync(method, path, body, contentType, accept);
        if (answer.Code == 201 && method is "POST" or "PATCH")
        {
            Remember(method, path, answer);
        }
        return answer;
    }

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync("GET", path, accept: accept);

    public Task<Answer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<Answer> PutAsync(string path, JsonObject body) => SendAsync("PUT", path, body.ToJsonString());

    public Task<Answer> MergeAsync(string path, string patch) =>
        SendAsync("PATCH", path, patch, "application/merge-patch+json");

    public Task<Answer> JsonPatchAsync(string path, string patch) =>
        SendAsync("PATCH", path, patch, "application/json-patch+json");

    public Task<Answer> StrategicAsync(string path, string patch) =>
        SendAsync("PATCH", path, patch, "application/strategic-merge-patch+json");

    /// <summary>Server-side apply as <paramref name="manager"/>.</summary>
    public Task<Answer> ApplyAsync(string path, string manager, string body, bool force = false)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var query = $"{separator}fieldManager={manager}{(force ? "&force=true" : "")}";
        return SendAsync("PATCH", path + query, body, "application/apply-patch+yaml");
    }

    public Task<Answer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    public Task<WatchReader> WatchAsync(string path, string? accept = null) => Api.WatchAsync(path, accept);

    /// <summary>Creates an object that must be accepted.</summary>
    public async Task<Answer> CreateAsync(string path, string body) => (await PostAsync(path, body)).Expect(201);

    /// <summary>Creates a ConfigMap; <paramref name="more"/> goes into its metadata, such as <c>"labels":{}</c>.</summary>
    public Task<Answer> ConfigMapAsync(string name, string more = "", string data = "{}") =>
        CreateAsync(ConfigMaps, $$$"""{"metadata":{{{Metadata(name, more)}}},"data":{{{data}}} }""");

    /// <summary>
    /// Creates a Secret. Nobody else puts Secrets into a new namespace (a cluster's controllers do put ConfigMaps there),
    /// so tests of lists and watches count Secrets.
    /// </summary>
    public Task<Answer> SecretAsync(string name, string more = "") =>
        CreateAsync(Secrets, $$$"""{"metadata":{"name":"{{{name}}}"{{{(more.Length == 0 ? "" : "," + more)}}}}}""");

    /// <summary>Waits until an object is gone.</summary>
    public Task GoneAsync(string path) => EventuallyAsync(path, answer => answer.Code == 404);

    /// <summary>Asks until the answer is as wanted; fails the test after a minute.</summary>
    public async Task<Answer> EventuallyAsync(string path, Func<Answer, bool> isAsWanted)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var answer = await GetAsync(path);
            if (isAsWanted(answer))
            {
                return answer;
            }
            Assert.True(DateTime.UtcNow < deadline, $"not as wanted after 60 s: {answer}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var path in _created)
        {
            await DeleteForGoodAsync(path);
        }
        await Api.SendAsync("DELETE", Self);
        if (!await Api.RunsControllersAsync())
        {
            // Nobody else is there to finish the namespace.
            await Api.FinalizeAsync(Name);
        }
    }

    private async Task DeleteForGoodAsync(string path)
    {
        var answer = await Api.SendAsync(
            "DELETE",
            path,
            """{"propagationPolicy":"Background","gracePeriodSeconds":0}"""
        );
        // A definition that is still there waits for the last of its objects.
        if (answer.Code == 200 && answer.Text("kind") is not ("Status" or "CustomResourceDefinition"))
        {
            await Api.SendAsync("PATCH", path, """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        }
    }

    private static string Below(string groupVersion) =>
        groupVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{groupVersion}" : $"/api/{groupVersion}";

    private static string Metadata(string name, string more) =>
        $$"""{"name":"{{name}}"{{(more.Length == 0 ? "" : $",{more}")}} }""";

    private void Remember(string method, string path, Answer answer)
    {
        var end = path.IndexOf('?', StringComparison.Ordinal);
        var plain = end < 0 ? path : path[..end];
        if (answer.Json.At("metadata", "uid") is null || path.Contains("dryRun", StringComparison.Ordinal))
        {
            return;
        }
        _created.Push(method == "POST" ? $"{plain}/{answer.Name}" : plain);
    }
}
