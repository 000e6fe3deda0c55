using System.Text.Json.Nodes;
using Graft.Testing;
using static Graft.Kubernetes.Embedded.Tests.Security.Access;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class RoleTests
{
    [Fact]
    public async Task A_cluster_starts_with_the_roles_that_users_expect()
    {
        await using var server = await ApiServer.StartAsync();

        var (_, list) = await server.GetAsync($"{Rbac}/clusterroles");
        var roles = list["items"]!.AsArray().ToDictionary(role => (string)role!["metadata"]!["name"]!);

        foreach (var name in (string[])["cluster-admin", "admin", "edit", "view", "system:discovery", "system:node"])
        {
            Assert.Equal("rbac-defaults", Metadata(name, "labels", "kubernetes.io/bootstrapping"));
            Assert.Equal("true", Metadata(name, "annotations", "rbac.authorization.kubernetes.io/autoupdate"));
        }
        Assert.Equal("true", Metadata("view", "labels", "rbac.authorization.k8s.io/aggregate-to-edit"));
        Assert.Equal("true", Metadata("edit", "labels", "rbac.authorization.k8s.io/aggregate-to-admin"));

        string? Metadata(string role, string part, string key) => (string?)roles[role]!["metadata"]![part]![key];
    }

    [Fact]
    public async Task Aggregated_roles_hold_what_the_roles_with_their_label_hold()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.CreateAsync($"{Rbac}/clusterrolebindings", Binding("jane", "ClusterRole", "admin", User("jane")));
        Assert.Equal(200, (await jane.GetAsync("/api/v1/secrets")).Code);
        Assert.Equal(403, (await jane.GetAsync("/api/v1/nodes")).Code);

        await admin.CreateAsync(
            $"{Rbac}/clusterroles",
            $$"""
            {"metadata":{"name":"nodes","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"} },
             "rules":[{{Rule("list", "core", "nodes")}}]}
            """
        );

        // view is a part of edit, and edit of admin.
        await foreach (var (_, role) in server.WatchAsync($"{Rbac}/clusterroles?fieldSelector=metadata.name%3Dadmin"))
        {
            if (role["rules"]!.ToJsonString().Contains("\"nodes\"", StringComparison.Ordinal))
            {
                break;
            }
        }
        Assert.Equal(200, (await jane.GetAsync("/api/v1/nodes")).Code);
    }

    [Fact]
    public async Task A_binding_keeps_its_role()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync($"{Rbac}/clusterrolebindings", Binding("b", "ClusterRole", "view", User("jane")));

        var (code, status) = await server.MergeAsync(
            $"{Rbac}/clusterrolebindings/b",
            """{"roleRef":{"name":"cluster-admin"}}"""
        );

        Assert.Equal(422, code);
        Assert.Contains("cannot change roleRef", (string?)status["message"]);
    }

    [Fact]
    public async Task Subjects_and_role_references_get_their_api_group()
    {
        await using var server = await ApiServer.StartAsync();

        var created = await server.CreateAsync(
            $"{Rbac}/namespaces/default/rolebindings",
            """
            {"metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"},
             "subjects":[{"kind":"User","name":"u"},{"kind":"Group","name":"g"},{"kind":"ServiceAccount","name":"s"}]}
            """
        );

        Assert.Equal("rbac.authorization.k8s.io", (string?)created["roleRef"]!["apiGroup"]);
        var groups = created["subjects"]!.AsArray().Select(subject => (string?)subject!["apiGroup"]);
        Assert.Equal(["rbac.authorization.k8s.io", "rbac.authorization.k8s.io", null], groups);
    }

    [Theory]
    [InlineData("""{"verbs":[],"apiGroups":[""],"resources":["pods"]}""", "rules[0].verbs: Required value")]
    [InlineData("""{"verbs":["get"],"resources":["pods"]}""", "rules[0].apiGroups: Required value")]
    [InlineData("""{"verbs":["get"],"apiGroups":[""]}""", "rules[0].resources: Required value")]
    [InlineData(
        """{"verbs":["get"],"nonResourceURLs":["/a"]}""",
        "rules[0].nonResourceURLs: Invalid value: [\"/a\"]: namespaced rules cannot apply to non-resource URLs"
    )]
    public async Task Rules_must_be_whole(string rule, string fault)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync($"{Rbac}/namespaces/default/roles", Role("r", rule));

        Assert.Equal(422, code);
        Assert.Contains(fault, (string?)status["message"]);
    }

    [Theory]
    [InlineData("""{"kind":"Robot","name":"x"}""", "subjects[0].kind: Unsupported value: \"Robot\"")]
    [InlineData("""{"kind":"User","name":""}""", "subjects[0].name: Required value")]
    [InlineData("""{"kind":"ServiceAccount","name":"x"}""", "subjects[0].namespace: Required value")]
    [InlineData("""{"kind":"User","apiGroup":"x","name":"x"}""", "subjects[0].apiGroup: Unsupported value: \"x\"")]
    public async Task Subjects_must_be_whole(string subject, string fault)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync(
            $"{Rbac}/clusterrolebindings",
            Binding("b", "ClusterRole", "view", subject)
        );

        Assert.Equal(422, code);
        Assert.Contains(fault, (string?)status["message"]);
    }

    [Fact]
    public async Task What_was_taken_from_a_role_of_the_system_is_back_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        await using (var first = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options))
        {
            await first.MergeAsync($"{Rbac}/clusterroles/system:basic-user", """{"rules":[]}""");
            await first.MergeAsync(
                $"{Rbac}/clusterroles/system:discovery",
                """{"rules":[],"metadata":{"annotations":{"rbac.authorization.kubernetes.io/autoupdate":"false"}}}"""
            );
        }

        await using var second = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options);

        Assert.Equal(3, await RulesAsync("system:basic-user"));
        Assert.Equal(0, await RulesAsync("system:discovery"));

        async Task<int> RulesAsync(string name) =>
            (await second.GetAsync($"{Rbac}/clusterroles/{name}")).Body["rules"] is JsonArray rules ? rules.Count : 0;
    }
}
