using Graft.Api;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class DiscoveryTests
{
    private const string Daemons = """
        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
         {"name":"daemonsets","singularName":"daemonset","kind":"DaemonSet","namespaced":true,"verbs":["get","list"],
          "shortNames":["ds"],"categories":["all"]},
         {"name":"daemonsets/status","kind":"DaemonSet","namespaced":true,"verbs":["get"]}]}
        """;

    private static readonly ResourceType s_daemons = new("apps", "v1", "DaemonSet", "daemonsets", true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kind_is_looked_up_in_its_own_version_once_and_an_unknown_one_afresh()
    {
        await using var server = await ScriptedServer.StartAsync(context => context.JsonAsync(Daemons));
        using var client = server.CreateClient();

        Assert.Equal(s_daemons, await client.ResolveAsync("apps/v1", "DaemonSet", Cancel));
        Assert.Equal(s_daemons, await client.ResolveAsync("apps/v1", "DaemonSet", Cancel));
        Assert.Equal(["GET /apis/apps/v1"], server.Requests);
        var exception = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.ResolveAsync("apps/v1", "Nothing", Cancel)
        );
        Assert.Equal("no matches for kind \"Nothing\" in version \"apps/v1\"", exception.Message);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v2beta1")]
    public async Task All_kinds_come_with_two_requests_from_a_server_that_aggregates(string version)
    {
        await using var server = await ScriptedServer.StartAsync(context => AggregatedAsync(context, version));
        using var client = server.CreateClient();

        var all = await client.DiscoverAsync(Cancel);
        var daemons = Assert.Single(all.Resources, entry => entry.Type.Kind == "DaemonSet");
        Assert.Equal(s_daemons, daemons.Type);
        Assert.Equal(["get", "list"], daemons.Verbs);
        Assert.Equal(["ds"], daemons.ShortNames);
        Assert.Equal(["status"], daemons.Subresources);
        Assert.True(daemons.IsPreferredVersion);
        Assert.Contains(all.Resources, entry => entry.Type == new ResourceType("", "v1", "Node", "nodes", false));
        Assert.Equal(["metrics/v1"], all.Unavailable);

        Assert.Same(all, await client.DiscoverAsync(Cancel));
        Assert.Equal(s_daemons, await client.ResolveAsync("apps/v1", "DaemonSet", Cancel));
        Assert.Equal(["GET /api", "GET /apis"], server.Requests);
    }

    [Fact]
    public async Task What_is_known_of_all_kinds_is_dropped_when_an_unknown_one_is_asked_for()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.Length > 5 ? context.JsonAsync(Daemons) : AggregatedAsync(context, "v2")
        );
        using var client = server.CreateClient();

        var before = await client.DiscoverAsync(Cancel);
        await Assert.ThrowsAsync<KubernetesException>(() => client.ResolveAsync("apps/v1", "New", Cancel));

        Assert.NotSame(before, await client.DiscoverAsync(Cancel));
        Assert.Equal(["GET /api", "GET /apis", "GET /apis/apps/v1", "GET /api", "GET /apis"], server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_aggregate_is_asked_version_by_version_and_one_that_fails_hides_no_other()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value switch
            {
                "/api" => context.JsonAsync("""{"kind":"APIVersions","versions":["v1"]}"""),
                "/apis" => context.JsonAsync(
                    """
                    {"kind":"APIGroupList","groups":[
                     {"name":"metrics","versions":[{"groupVersion":"metrics/v1","version":"v1"}]},
                     {"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],
                      "preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}
                    """
                ),
                "/api/v1" => context.JsonAsync("""{"kind":"APIResourceList","resources":[]}"""),
                "/apis/apps/v1" => context.JsonAsync(Daemons),
                _ => context.JsonAsync(Answers.Status(503, "ServiceUnavailable", "down"), 503),
            }
        );
        using var client = server.CreateClient();

        var all = await client.DiscoverAsync(Cancel);

        var daemons = Assert.Single(all.Resources);
        Assert.Equal(s_daemons, daemons.Type);
        Assert.Equal("daemonset", daemons.SingularName);
        Assert.Equal(["all"], daemons.Categories);
        Assert.Equal(["status"], daemons.Subresources);
        Assert.True(daemons.IsPreferredVersion);
        Assert.Equal(["metrics/v1"], all.Unavailable);
    }

    private static Task AggregatedAsync(HttpContext context, string version)
    {
        var accepted = context.Request.Headers.Accept.ToString();
        Assert.Contains($"g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList", accepted);
        return context.JsonAsync(
            context.Request.Path == "/api"
                ? """
                {"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
                 {"resource":"nodes","responseKind":{"group":"","version":"","kind":"Node"},"scope":"Cluster",
                  "verbs":["get"]}]}]}]}
                """
                : """
                {"kind":"APIGroupDiscoveryList","items":[
                 {"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[
                  {"resource":"daemonsets","responseKind":{"group":"apps","version":"v1","kind":"DaemonSet"},
                   "scope":"Namespaced","singularResource":"daemonset","verbs":["get","list"],"shortNames":["ds"],
                   "subresources":[{"subresource":"status","verbs":["get"]}]}]}]},
                 {"metadata":{"name":"metrics"},"versions":[{"version":"v1","freshness":"Stale"}]}]}
                """
        );
    }
}
