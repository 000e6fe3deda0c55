using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Tests.Security;
using static Graft.Kubernetes.Embedded.Tests.Admission.Hooks;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

public sealed class WebhookTests
{
    private const string Body = """{"metadata":{"name":"a"}}""";

    [Fact]
    public async Task A_webhook_that_wants_to_is_asked_again_after_a_change_by_another()
    {
        await using var server = await ApiServer.StartAsync();
        await using var first = await HookServer.StartAsync(request =>
            Change(
                request["object"]!["data"] is null
                    ? """[{"op":"add","path":"/data","value":{"from":"first"}}]"""
                    : """[{"op":"add","path":"/data/again","value":"yes"}]"""
            )
        );
        await using var second = await HookServer.StartAsync(_ =>
            Change("""[{"op":"add","path":"/data/second","value":"yes"}]""")
        );
        await server.RegisterAsync(
            "mutating",
            For(first).With("reinvocationPolicy", "IfNeeded"),
            For(second, "second.example.com")
        );

        var created = await server.CreateAsync(ConfigMaps, Body);

        Assert.Equal("""{"from":"first","second":"yes","again":"yes"}""", created["data"]!.ToJsonString());
        Assert.Equal((2, 1), (first.Seen.Count, second.Seen.Count));
    }

    [Fact]
    public async Task A_webhook_is_asked_once_where_nobody_changes_anything_after_it()
    {
        await using var server = await ApiServer.StartAsync();
        await using var first = await HookServer.StartAsync(_ =>
            Change("""[{"op":"add","path":"/data","value":{}}]""")
        );
        await using var second = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync(
            "mutating",
            For(first).With("reinvocationPolicy", "IfNeeded"),
            For(second, "second.example.com")
        );

        await server.CreateAsync(ConfigMaps, Body);

        Assert.Equal((1, 1), (first.Seen.Count, second.Seen.Count));
    }

    [Theory]
    [InlineData("Fail", 500)]
    [InlineData("Ignore", 201)]
    public async Task A_webhook_that_does_not_answer_in_time_has_failed(string policy, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var never = new ManualResetEventSlim();
        await using var hook = await HookServer.StartAsync(_ =>
        {
            never.Wait(TestContext.Current.CancellationToken);
            return Allow();
        });
        await server.RegisterAsync("validating", For(hook).With("timeoutSeconds", 1).With("failurePolicy", policy));

        var (code, status) = await server.PostAsync(ConfigMaps, Body);
        never.Set();

        Assert.Equal(expected, code);
        if (expected == 500)
        {
            Assert.Equal(
                $"Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"{hook.Address}?timeout=1s\": context deadline exceeded",
                (string?)status["message"]
            );
        }
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_told_as_kube_apiserver_tells_it()
    {
        await using var server = await ApiServer.StartAsync();
        var hook = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync("validating", For(hook));
        var address = hook.Address;
        await hook.DisposeAsync();

        var (_, status) = await server.PostAsync(ConfigMaps, Body);

        Assert.Equal(
            $"Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"{address}?timeout=10s\": dial tcp {address.Authority}: connect: connection refused",
            (string?)status["message"]
        );
    }

    [Theory]
    [InlineData("""{"allowed":true,"patch":"W10="}""", "webhook returned response.patch but not response.patchType")]
    [InlineData(
        """{"allowed":true,"patchType":"JSONPatch"}""",
        "webhook returned response.patchType but not response.patch"
    )]
    [InlineData(
        """{"allowed":true,"patch":"W10=","patchType":"x"}""",
        "webhook returned invalid response.patchType of \"x\""
    )]
    public async Task An_answer_that_makes_no_sense_is_a_failure(string response, string why)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => ApiServer.Json(response));
        await server.RegisterAsync("mutating", For(hook));

        var (code, status) = await server.PostAsync(ConfigMaps, Body);

        Assert.Equal(500, code);
        Assert.Equal(
            $"Internal error occurred: failed calling webhook \"hook.example.com\": received invalid webhook response: {why}",
            (string?)status["message"]
        );
    }

    [Theory]
    [InlineData("""{"allowed":false}""", 400, "denied the request without explanation")]
    [InlineData("""{"allowed":false,"status":{"reason":"Never"}}""", 400, "denied the request: Never")]
    [InlineData("""{"allowed":false,"status":{"code":200,"message":"no"}}""", 400, "denied the request: no")]
    [InlineData("""{"allowed":false,"status":{"code":418,"message":"no"}}""", 418, "denied the request: no")]
    public async Task A_refusal_is_worded_as_kube_apiserver_words_it(string response, int expected, string words)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => ApiServer.Json(response));
        await server.RegisterAsync("validating", For(hook));

        var (code, status) = await server.PostAsync(ConfigMaps, Body);

        Assert.Equal(expected, code);
        Assert.Equal($"admission webhook \"hook.example.com\" {words}", (string?)status["message"]);
    }

    [Fact]
    public async Task A_webhook_hears_of_updates_and_deletions_with_the_old_object()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync(
            "validating",
            For(hook).With("rules", new JsonArray(Rule("configmaps", "UPDATE", "DELETE")))
        );

        await server.CreateAsync(ConfigMaps, Body);
        await server.MergeAsync($"{ConfigMaps}/a", """{"data":{"key":"value"}}""");
        await server.DeleteAsync($"{ConfigMaps}/a");

        Assert.Equal(["UPDATE", "DELETE"], hook.Seen.Select(request => (string?)request["operation"]));
        var (update, delete) = (hook.Seen.First(), hook.Seen.Last());
        Assert.Null(update["oldObject"]!["data"]);
        Assert.Equal("value", (string?)update["object"]!["data"]!["key"]);
        Assert.Null(delete["object"]);
        Assert.Equal("value", (string?)delete["oldObject"]!["data"]!["key"]);
    }

    [Fact]
    public async Task A_subresource_is_seen_only_by_rules_that_name_it()
    {
        await using var server = await ApiServer.StartAsync();
        await using var whole = await HookServer.StartAsync(_ => Allow());
        await using var status = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync(
            "validating",
            For(whole).With("rules", new JsonArray(Rule("nodes", "UPDATE"))),
            For(status, "status.example.com").With("rules", new JsonArray(Rule("nodes/status", "*")))
        );
        await server.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"}}""");

        await server.MergeAsync("/api/v1/nodes/n/status", """{"status":{"phase":"x"}}""");
        await server.MergeAsync("/api/v1/nodes/n", """{"metadata":{"labels":{"a":"b"}}}""");

        Assert.Null(Assert.Single(whole.Seen)["subResource"]);
        Assert.Equal("status", (string?)Assert.Single(status.Seen)["subResource"]);
    }

    [Theory]
    [InlineData("Namespaced", "configmaps", 1)]
    [InlineData("Cluster", "configmaps", 0)]
    [InlineData("Cluster", "nodes", 1)]
    [InlineData("Namespaced", "nodes", 0)]
    [InlineData("Cluster", "namespaces", 1)]
    public async Task A_rule_may_be_for_one_scope(string scope, string resource, int seen)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync(
            "validating",
            For(hook).With("rules", new JsonArray(Rule("*", "CREATE").With("scope", scope)))
        );

        var path = resource == "configmaps" ? ConfigMaps : $"/api/v1/{resource}";
        await server.CreateAsync(path, Body);

        Assert.Equal(seen, hook.Seen.Count(request => (string?)request["resource"]!["resource"] == resource));
    }

    [Fact]
    public async Task A_namespace_selector_judges_the_labels_of_the_namespace()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        await server.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"open"}}""");
        await server.RegisterAsync(
            "validating",
            For(hook)
                .With(
                    "namespaceSelector",
                    JsonNode.Parse("""{"matchLabels":{"kubernetes.io/metadata.name":"default"}}""")!
                )
                .With("rules", new JsonArray(Rule("secrets", "CREATE")))
        );

        Assert.Equal(400, (await server.PostAsync("/api/v1/namespaces/default/secrets", Body)).Code);
        Assert.Equal(201, (await server.PostAsync("/api/v1/namespaces/open/secrets", Body)).Code);
    }

    [Theory]
    [InlineData("Equivalent", 400)]
    [InlineData("Exact", 201)]
    public async Task A_rule_for_one_version_counts_for_all_unless_the_match_is_exact(string policy, int expected)
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { KubernetesVersion = "v1.24.0" }
        );
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        var rule = Rule("runtimeclasses", "CREATE");
        rule["apiGroups"] = new JsonArray("node.k8s.io");
        await server.RegisterAsync(
            "validating",
            For(hook)
                .With("matchPolicy", policy)
                .With("rules", new JsonArray(rule.With("apiVersions", new JsonArray("v1beta1"))))
        );

        var (code, _) = await server.PostAsync(
            "/apis/node.k8s.io/v1/runtimeclasses",
            """{"metadata":{"name":"r"},"handler":"h"}"""
        );

        Assert.Equal(expected, code);
        Assert.All(hook.Seen, request => Assert.Equal("v1beta1", (string?)request["resource"]!["version"]));
        Assert.All(hook.Seen, request => Assert.Equal("v1", (string?)request["requestResource"]!["version"]));
    }

    [Fact]
    public async Task Warnings_come_back_and_audit_annotations_do_not_matter()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ =>
            ApiServer.Json("""{"allowed":true,"warnings":["take care"],"auditAnnotations":{"a":"b"}}""")
        );
        await server.RegisterAsync("validating", For(hook));
        using var caller = Caller.Administrator(server.Cluster);

        await caller.CreateAsync(ConfigMaps, Body);

        Assert.Equal("299 - \"take care\"", Assert.Single(caller.LastWarnings));
    }

    [Fact]
    public async Task A_webhook_is_told_of_a_dry_run()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());
        await server.RegisterAsync("validating", For(hook));

        await server.CreateAsync($"{ConfigMaps}?dryRun=All", Body);

        Assert.True((bool)Assert.Single(hook.Seen)["dryRun"]!);
    }

    [Fact]
    public async Task A_webhook_that_speaks_only_v1beta1_is_asked_in_it()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        await server.RegisterAsync(
            "validating",
            For(hook).With("admissionReviewVersions", new JsonArray("v9", "v1beta1"))
        );

        Assert.Equal(400, (await server.PostAsync(ConfigMaps, Body)).Code);
    }
}
