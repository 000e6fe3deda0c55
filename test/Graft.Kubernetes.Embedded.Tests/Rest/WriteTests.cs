using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

public sealed class WriteTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_created_object_gets_the_fields_of_the_server()
    {
        await using var server = await ApiServer.StartAsync();

        var created = await server.CreateAsync(
            ConfigMaps,
            """{"metadata":{"name":"a","uid":"mine","creationTimestamp":"2001-01-01T00:00:00Z"}}"""
        );

        Assert.Equal("v1", (string?)created["apiVersion"]);
        Assert.Equal("ConfigMap", (string?)created["kind"]);
        Assert.Equal("default", (string?)created["metadata"]!["namespace"]);
        Assert.True(Guid.TryParse((string?)created["metadata"]!["uid"], out _));
        Assert.NotEqual("2001-01-01T00:00:00Z", (string?)created["metadata"]!["creationTimestamp"]);
    }

    [Fact]
    public async Task A_generated_name_starts_with_its_prefix_and_ends_with_five_characters()
    {
        await using var server = await ApiServer.StartAsync();

        var created = await server.CreateAsync(ConfigMaps, """{"metadata":{"generateName":"a-"}}""");

        Assert.Matches("^a-[bcdfghjklmnpqrstvwxz2456789]{5}$", (string)created["metadata"]!["name"]!);
    }

    [Theory]
    [InlineData(
        """{"metadata":{}}""",
        422,
        """ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required"""
    )]
    [InlineData(
        """{"metadata":{"name":"a","resourceVersion":"7"}}""",
        400,
        "resourceVersion should not be set on objects to be created"
    )]
    [InlineData(
        """{"metadata":{"name":"a","namespace":"other"}}""",
        400,
        "the namespace of the provided object does not match the namespace sent on the request"
    )]
    [InlineData(
        """{"apiVersion":"v2","metadata":{"name":"a"}}""",
        400,
        "the API version in the data (v2) does not match the expected API version (v1)"
    )]
    public async Task A_create_that_cannot_be_is_refused_with_its_reason(string body, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();

        var (actual, status) = await server.PostAsync(ConfigMaps, body);

        Assert.Equal(code, actual);
        Assert.Equal(message, (string?)status["message"]);
        Assert.Equal("Failure", (string?)status["status"]);
    }

    [Fact]
    public async Task A_second_object_of_the_same_name_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var (code, status) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(409, code);
        Assert.Equal("AlreadyExists", (string?)status["reason"]);
        Assert.Equal("configmaps \"a\" already exists", (string?)status["message"]);
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_is_missing()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync(
            "/api/v1/namespaces/nowhere/configmaps",
            """{"metadata":{"name":"a"}}"""
        );

        Assert.Equal(404, code);
        Assert.Equal("namespaces \"nowhere\" not found", (string?)status["message"]);
    }

    [Fact]
    public async Task A_replacement_of_an_old_version_conflicts()
    {
        await using var server = await ApiServer.StartAsync();
        var first = await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await server.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");

        var (code, status) = await server.PutAsync($"{ConfigMaps}/a", first);

        Assert.Equal(409, code);
        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again",
            (string?)status["message"]
        );
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_new_version()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        var (_, before) = await server.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"w"}}""");

        var (_, after) = await server.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"w"}}""");

        Assert.Equal(Version(before), Version(after));
    }

    [Fact]
    public async Task Status_and_the_rest_are_written_through_endpoints_of_their_own()
    {
        await using var server = await ApiServer.StartAsync();
        const string DaemonSets = "/apis/apps/v1/namespaces/default/daemonsets";
        var created = await server.CreateAsync(
            DaemonSets,
            """
            {"metadata":{"name":"a"},"status":{"numberReady":9},"spec":{"selector":{"matchLabels":{"a":"b"}},
            "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
            """
        );
        Assert.Null(created["status"]?["numberReady"]);

        var (_, main) = await server.MergeAsync(
            $"{DaemonSets}/a",
            """{"spec":{"revisionHistoryLimit":3},"status":{"numberReady":8}}"""
        );
        var (_, status) = await server.MergeAsync(
            $"{DaemonSets}/a/status",
            """{"spec":{"revisionHistoryLimit":4},"status":{"observedGeneration":7}}"""
        );

        Assert.NotEqual(8, (int?)main["status"]?["numberReady"]);
        Assert.Equal(2, (int)main["metadata"]!["generation"]!);
        Assert.Equal(3, (int)status["spec"]!["revisionHistoryLimit"]!);
        Assert.Equal(2, (int)status["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, _) = await server.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"a"}}""");

        Assert.Equal(201, code);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task The_handler_of_a_runtime_class_cannot_be_changed()
    {
        await using var server = await ApiServer.StartAsync();
        const string RuntimeClasses = "/apis/node.k8s.io/v1/runtimeclasses";
        await server.CreateAsync(RuntimeClasses, """{"metadata":{"name":"gvisor"},"handler":"runsc"}""");

        var (code, status) = await server.MergeAsync($"{RuntimeClasses}/gvisor", """{"handler":"kata"}""");

        Assert.Equal(422, code);
        Assert.Equal(
            "RuntimeClass.node.k8s.io \"gvisor\" is invalid: handler: Invalid value: \"kata\": field is immutable",
            (string?)status["message"]
        );
        Assert.Equal("handler", (string?)status["details"]!["causes"]![0]!["field"]);
    }

    [Fact]
    public async Task An_immutable_secret_keeps_its_data()
    {
        await using var server = await ApiServer.StartAsync();
        const string Secrets = "/api/v1/namespaces/default/secrets";
        await server.CreateAsync(Secrets, """{"metadata":{"name":"s"},"immutable":true,"stringData":{"a":"b"}}""");

        var (code, status) = await server.MergeAsync($"{Secrets}/s", """{"data":{"a":"eA=="}}""");
        var (_, kept) = await server.GetAsync($"{Secrets}/s");

        Assert.Equal(422, code);
        Assert.Contains("field is immutable when `immutable` is set", (string?)status["message"]);
        Assert.Equal("Yg==", (string?)kept["data"]!["a"]);
        Assert.Null(kept["stringData"]);
    }

    [Fact]
    public async Task Writes_at_once_are_all_kept()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => server.MergeAsync($"{ConfigMaps}/a", "{\"data\":{\"k" + i + "\":\"v\"}}"))
        );
        var (_, value) = await server.GetAsync($"{ConfigMaps}/a");

        Assert.All(answers, answer => Assert.Equal(200, answer.Code));
        Assert.Equal(8, ((JsonObject)value["data"]!).Count);
        Assert.Equal(8, answers.Select(answer => Version(answer.Body)).Distinct().Count());
    }

    [Fact]
    public async Task A_kind_of_an_old_cluster_has_its_old_version()
    {
        await using var old = await ApiServer.StartAsync(new EmbeddedClusterOptions { KubernetesVersion = "v1.15.12" });

        await old.CreateAsync(
            "/apis/node.k8s.io/v1beta1/runtimeclasses",
            """{"metadata":{"name":"gvisor"},"handler":"runsc"}"""
        );
        var (found, _) = await old.GetAsync("/apis/node.k8s.io/v1beta1/runtimeclasses/gvisor");
        var (missing, _) = await old.GetAsync("/apis/node.k8s.io/v1/runtimeclasses/gvisor");

        Assert.Equal(200, found);
        Assert.Equal(404, missing);
    }

    private static string? Version(JsonObject value) => (string?)value["metadata"]!["resourceVersion"];
}
