namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class AuthTests(KubectlCluster cluster)
{
    public static TheoryData<string> Versions => KubectlBinaries.Some();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Can_i_answers_for_oneself_and_for_others(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(cluster.Cluster, version);
        await kubectl.RunAsync("create", "role", "reader", "--verb=get,list", "--resource=pods,pods/log");
        await kubectl.RunAsync("create", "rolebinding", "reader", "--role=reader", "--user=jane", "--group=team");

        Assert.Equal("yes", (await kubectl.RunAsync("auth", "can-i", "*", "*")).Trim());
        Assert.Equal("yes", (await kubectl.RunAsync("auth", "can-i", "list", "pods", "--as=jane")).Trim());
        Assert.Equal(
            "yes",
            (await kubectl.RunAsync("auth", "can-i", "get", "pods", "--subresource=log", "--as=jane")).Trim()
        );
        Assert.Equal(
            "yes",
            (await kubectl.RunAsync("auth", "can-i", "get", "pods/x", "--as=joe", "--as-group=team")).Trim()
        );
        var denied = await kubectl.TryAsync("auth", "can-i", "delete", "pods", "--as=jane");
        Assert.Equal((1, "no"), (denied.ExitCode, denied.Output.Trim()));
        var path = await kubectl.TryAsync("auth", "can-i", "get", "/metrics", "--as=jane");
        Assert.Equal((1, "no"), (path.ExitCode, path.Output.Trim()));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Can_i_lists_what_is_granted(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(cluster.Cluster, version);
        await kubectl.RunAsync("create", "role", "reader", "--verb=get", "--resource=pods");
        await kubectl.RunAsync("create", "rolebinding", "reader", "--role=reader", "--user=jane");

        var list = await kubectl.RunAsync("auth", "can-i", "--list", "--as=jane");

        Assert.Matches(@"(?m)^pods\s+\[\]\s+\[\]\s+\[get\]$", list);
        Assert.Matches(@"(?m)^selfsubjectaccessreviews.authorization.k8s.io\s+\[\]\s+\[\]\s+\[create\]$", list);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Who_am_i_tells_who_one_acts_as(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(cluster.Cluster, version);
        var self = await kubectl.RunAsync("auth", "whoami");
        var other = await kubectl.RunAsync(
            "auth",
            "whoami",
            "--as=jane",
            "--as-group=team",
            "--as-group=crew",
            "--as-uid=7"
        );

        Assert.Matches(@"Username\s+graft-admin", self);
        Assert.Matches(@"Username\s+jane", other);
        Assert.Matches(@"Groups\s+\[team crew system:authenticated\]", other);
        Assert.Matches(@"UID\s+7", other);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_refusal_is_shown_as_the_server_words_it(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(cluster.Cluster, version);

        var result = await kubectl.TryAsync("get", "pods", "--as=jane");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"Error from server (Forbidden): pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"{kubectl.Namespace}\"",
            result.Error.Trim()
        );
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Reconcile_adds_what_is_missing(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(cluster.Cluster, version);
        await kubectl.RunAsync("create", "role", "reader", "--verb=get", "--resource=pods");
        var wanted = $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: {{kubectl.Namespace}} }
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            - {apiGroups: [""], resources: [configmaps], verbs: [list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: {{kubectl.Namespace}} }
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
            """;

        var output = await kubectl.RunFileAsync(wanted, "auth", "reconcile");

        Assert.Contains("role.rbac.authorization.k8s.io/reader reconciled", output);
        Assert.Equal("yes", (await kubectl.RunAsync("auth", "can-i", "list", "configmaps", "--as=jane")).Trim());
    }
}
