using System.Net;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Http;

/// <summary>What the server serves beside objects: documents that clients keep, health, metrics.</summary>
public sealed class ServerEndpointsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_named_by_its_hash_may_be_kept_for_ever()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var http = Client(cluster);
        var index = JsonNode.Parse(await http.GetStringAsync("openapi/v3", Cancel))!;
        var url = (string)index["paths"]!["apis/apps/v1"]!["serverRelativeURL"]!;

        using var answer = await http.GetAsync(url, Cancel);
        Assert.Equal(
            "public, immutable",
            answer
                .Headers.CacheControl!.ToString()
                .Replace("immutable, public", "public, immutable", StringComparison.Ordinal)
        );
        Assert.True(answer.Content.Headers.Expires > DateTimeOffset.UtcNow.AddDays(300));
        Assert.Contains("Accept", answer.Headers.Vary);

        using var again = new HttpRequestMessage(HttpMethod.Get, url);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await http.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        using var outdated = await http.GetAsync("openapi/v3/apis/apps/v1?hash=OLD", Cancel);
        Assert.Equal(HttpStatusCode.MovedPermanently, outdated.StatusCode);
        Assert.Equal(url, outdated.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("openapi/v3")]
    [InlineData("openapi/v2")]
    [InlineData("apis")]
    public async Task Documents_have_tags_that_change_with_the_kinds(string path)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var http = Client(cluster);
        http.DefaultRequestHeaders.Accept.ParseAdd(
            path == "apis" ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" : "application/json"
        );
        using var first = await http.GetAsync(path, Cancel);
        http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await http.GetAsync(path, Cancel)).StatusCode);

        cluster.ChangeVersion("v1.24.0");

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Metrics_count_requests_by_kind_and_never_by_name()
    {
        await using var server = await ApiServer.StartAsync();
        const string Maps = "/api/v1/namespaces/default/configmaps";
        await server.CreateAsync(Maps, """{"metadata":{"name":"of-interest"}}""");
        await server.GetAsync($"{Maps}/of-interest");
        await server.GetAsync($"{Maps}/missing");

        var text = (string)(await server.GetAsync("/metrics")).Body["text"]!;

        const string Labels = "group=\"\",version=\"v1\",resource=\"configmaps\",subresource=\"\"";
        Assert.Contains(
            $"apiserver_request_total{{verb=\"GET\",{Labels},code=\"404\"}} 1\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"apiserver_request_duration_seconds_count{{verb=\"POST\",{Labels}}} 1\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("apiserver_storage_objects{resource=\"namespaces\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("git_version=\"v1.31.0\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("of-interest", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Autoscalers_of_the_first_version_are_those_of_the_second()
    {
        await using var server = await ApiServer.StartAsync();
        const string First = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        const string Second = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        const string Target = "\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"}";
        await server.CreateAsync(
            First,
            $$$"""{"metadata":{"name":"a"},"spec":{ {{{Target}}},"maxReplicas":3,"targetCPUUtilizationPercentage":50} }"""
        );

        var second = (await server.GetAsync($"{Second}/a")).Body;
        Assert.Equal(50, (int?)second["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]);
        second["spec"]!["metrics"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """{"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}}"""
                )
            );
        Assert.Equal(200, (await server.PutAsync($"{Second}/a", second)).Code);

        var first = (await server.GetAsync($"{First}/a")).Body;
        Assert.Equal("autoscaling/v1", (string?)first["apiVersion"]);
        Assert.Equal(50, (int?)first["spec"]!["targetCPUUtilizationPercentage"]);
        first["spec"]!["targetCPUUtilizationPercentage"] = 70;
        Assert.Equal(200, (await server.PutAsync($"{First}/a", first)).Code);

        var metrics = (await server.GetAsync($"{Second}/a")).Body["spec"]!["metrics"]!.AsArray();
        Assert.Equal(["cpu", "memory"], metrics.Select(metric => (string?)metric!["resource"]!["name"]));
        Assert.Equal(70, (int?)metrics[0]!["resource"]!["target"]!["averageUtilization"]);
    }

    [Theory]
    [InlineData("\"minAvailable\":1", 429)]
    [InlineData("\"minAvailable\":\"51%\"", 429)]
    [InlineData("\"maxUnavailable\":0", 429)]
    [InlineData("\"maxUnavailable\":1", 201)]
    [InlineData("\"minAvailable\":0", 201)]
    public async Task A_pod_is_evicted_only_where_its_budget_allows(string limit, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        const string Pods = "/api/v1/namespaces/default/pods";
        await server.CreateAsync(
            Pods,
            """{"metadata":{"name":"p","labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}"""
        );
        await server.MergeAsync($"{Pods}/p/status", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        await server.CreateAsync(
            "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            $$$"""{"metadata":{"name":"b"},"spec":{ {{{limit}}},"selector":{"matchLabels":{"app":"a"} } } }"""
        );

        var (code, body) = await server.PostAsync(
            $"{Pods}/p/eviction",
            """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}"""
        );

        Assert.Equal(expected, code);
        if (expected == 429)
        {
            Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", (string?)body["message"]);
            Assert.Equal("DisruptionBudget", (string?)body["details"]!["causes"]![0]!["reason"]);
        }
    }

    private static HttpClient Client(EmbeddedCluster cluster) =>
        ApiServer.Client(cluster.Server, cluster.Connection.CertificateAuthorities![0], cluster.Token);
}
