using static Graft.Kubernetes.Embedded.Tests.Security.Access;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class EscalationTests
{
    private const string Roles = Rbac + "/namespaces/default/roles";
    private const string RoleBindings = Rbac + "/namespaces/default/rolebindings";

    [Fact]
    public async Task A_role_may_not_grant_what_its_writer_does_not_have()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane", "team");
        await admin.GrantAsync("jane", Rule("create", "rbac.authorization.k8s.io", "roles"), "writes-roles");
        await admin.GrantAsync("jane", Rule("get,list", "core", "pods,configmaps"), "reads");

        var (allowed, _) = await jane.PostAsync(Roles, Role("less", Rule("get", "core", "pods")));
        var message = await jane.RefusalAsync(
            "POST",
            Roles,
            Role("more", Rule("get,delete,watch", "core", "pods"), Rule("get", "apps", "daemonsets", "one"))
        );

        Assert.Equal(201, allowed);
        Assert.Equal(
            """
            roles.rbac.authorization.k8s.io "more" is forbidden: user "jane" (groups=["team" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}
            {APIGroups:["apps"], Resources:["daemonsets"], ResourceNames:["one"], Verbs:["get"]}
            """,
            message
        );
    }

    [Fact]
    public async Task The_verb_escalate_lets_a_role_grant_anything()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("create,escalate", "rbac.authorization.k8s.io", "roles"));

        Assert.Equal(201, (await jane.PostAsync(Roles, Role("more", Rule("*", "*", "*")))).Code);
        Assert.Equal(403, (await jane.PostAsync($"{Rbac}/clusterroles", Role("more", Rule("*", "*", "*")))).Code);
    }

    [Fact]
    public async Task Updates_are_held_to_the_same_rule_but_for_finalizers_and_owners()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("get,patch", "rbac.authorization.k8s.io", "roles"));
        await admin.CreateAsync(Roles, Role("big", Rule("*", "*", "*")));

        var (label, _) = await PatchAsync("""{"metadata":{"labels":{"a":"b"}}}""");
        var (finalizer, _) = await PatchAsync("""{"metadata":{"finalizers":["example.org/f"]}}""");

        Assert.Equal((403, 200), (label, finalizer));

        Task<(int Code, System.Text.Json.Nodes.JsonObject)> PatchAsync(string patch) =>
            jane.SendAsync("PATCH", $"{Roles}/big", patch, "application/merge-patch+json");
    }

    [Fact]
    public async Task Binding_a_role_needs_its_permissions_or_the_verb_bind_on_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("create", "rbac.authorization.k8s.io", "rolebindings"), "writes");
        await admin.GrantAsync("jane", Rule("bind", "rbac.authorization.k8s.io", "clusterroles", "edit"), "binds");
        await admin.GrantAsync("jane", Rule("get", "core", "pods"), "reads");
        await admin.CreateAsync($"{Rbac}/clusterroles", Role("pod-reader", Rule("get", "core", "pods")));

        Assert.Equal(201, await BindAsync("edit"));
        Assert.Equal(201, await BindAsync("pod-reader"));
        Assert.Equal(403, await BindAsync("view"));
        Assert.Equal(404, await BindAsync("nowhere"));

        async Task<int> BindAsync(string role) =>
            (await jane.PostAsync(RoleBindings, Binding($"to-{role}", "ClusterRole", role, User("joe")))).Code;
    }

    [Fact]
    public async Task Only_a_cluster_admin_makes_aggregated_roles()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("create", "rbac.authorization.k8s.io", "clusterroles"));

        var message = await jane.RefusalAsync(
            "POST",
            $"{Rbac}/clusterroles",
            """{"metadata":{"name":"all"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}"""
        );

        Assert.Equal(
            "clusterroles.rbac.authorization.k8s.io \"all\" is forbidden: must have cluster-admin privileges to use the aggregationRule",
            message
        );
    }
}
