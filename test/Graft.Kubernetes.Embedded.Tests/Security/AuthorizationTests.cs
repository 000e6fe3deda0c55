using static Graft.Kubernetes.Embedded.Tests.Security.Access;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class AuthorizationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData(
        "GET",
        Pods,
        "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""
    )]
    [InlineData(
        "GET",
        "/api/v1/pods?watch=true",
        "pods is forbidden: User \"jane\" cannot watch resource \"pods\" in API group \"\" at the cluster scope"
    )]
    [InlineData(
        "GET",
        "/api/v1/pods?watch=false",
        "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" at the cluster scope"
    )]
    [InlineData(
        "GET",
        Pods + "/a/log",
        "pods \"a\" is forbidden: User \"jane\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"default\""
    )]
    [InlineData(
        "DELETE",
        "/apis/apps/v1/namespaces/x/daemonsets",
        "daemonsets.apps is forbidden: User \"jane\" cannot deletecollection resource \"daemonsets\" in API group \"apps\" in the namespace \"x\""
    )]
    [InlineData(
        "PATCH",
        "/apis/apps/v1/namespaces/x/daemonsets/a/status",
        "daemonsets.apps \"a\" is forbidden: User \"jane\" cannot patch resource \"daemonsets/status\" in API group \"apps\" in the namespace \"x\""
    )]
    [InlineData(
        "GET",
        "/api/v1/namespaces/x",
        "namespaces \"x\" is forbidden: User \"jane\" cannot get resource \"namespaces\" in API group \"\" in the namespace \"x\""
    )]
    [InlineData(
        "PUT",
        "/api/v1/nodes/n",
        "nodes \"n\" is forbidden: User \"jane\" cannot update resource \"nodes\" in API group \"\" at the cluster scope"
    )]
    [InlineData(
        "GET",
        "/apis/nothing.example.org/v1/things",
        "things.nothing.example.org is forbidden: User \"jane\" cannot list resource \"things\" in API group \"nothing.example.org\" at the cluster scope"
    )]
    [InlineData(
        "GET",
        "/api/v1/watch/namespaces/default/pods",
        "pods is forbidden: User \"jane\" cannot watch resource \"pods\" in API group \"\" in the namespace \"default\""
    )]
    [InlineData(
        "POST",
        "/api/v1/watch/namespaces/default/pods",
        "pods is forbidden: User \"jane\" cannot create resource \"pods\" in API group \"\" in the namespace \"default\""
    )]
    [InlineData("GET", "/metrics", "forbidden: User \"jane\" cannot get path \"/metrics\"")]
    [InlineData("POST", "/a&b", "forbidden: User \"jane\" cannot post path \"/a&amp;b\"")]
    public async Task What_is_not_granted_is_refused_in_the_words_of_kube_apiserver(
        string method,
        string path,
        string message
    )
    {
        await using var server = await ApiServer.StartAsync();
        using var jane = Caller.As(server.Cluster, "jane");

        Assert.Equal(message, await jane.RefusalAsync(method, path));
    }

    [Fact]
    public async Task A_refusal_carries_the_resource_in_its_details()
    {
        await using var server = await ApiServer.StartAsync();
        using var jane = Caller.As(server.Cluster, "jane");

        var (_, status) = await jane.GetAsync("/apis/apps/v1/namespaces/x/daemonsets/a");

        Assert.Equal("Forbidden", (string?)status["reason"]);
        Assert.Equal("a", (string?)status["details"]!["name"]);
        Assert.Equal("apps", (string?)status["details"]!["group"]);
        Assert.Equal("daemonsets", (string?)status["details"]!["kind"]);
    }

    [Fact]
    public async Task A_role_counts_in_its_namespace_from_the_answer_to_the_write_until_the_binding_goes()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");

        await admin.GrantInAsync("default", "jane", Rule("list,create", "core", "configmaps"));
        var (listed, _) = await jane.GetAsync(ConfigMaps);
        var (created, _) = await jane.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (elsewhere, _) = await jane.GetAsync("/api/v1/namespaces/kube-system/configmaps");
        var (everywhere, _) = await jane.GetAsync("/api/v1/configmaps");
        var (watched, _) = await jane.GetAsync($"{ConfigMaps}?watch=true");
        var (deleted, _) = await jane.SendAsync("DELETE", $"{ConfigMaps}/a");
        await admin.SendAsync("DELETE", $"{Rbac}/namespaces/default/rolebindings/granted");
        var (later, _) = await jane.GetAsync(ConfigMaps);

        Assert.Equal((200, 201, 403, 403), (listed, created, elsewhere, everywhere));
        Assert.Equal((403, 403, 403), (watched, deleted, later));
    }

    [Fact]
    public async Task A_change_of_a_role_counts_at_once()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("list", "core", "pods"));

        for (var round = 0; round < 20; round++)
        {
            var verb = round % 2 == 0 ? "get" : "list";
            await admin.SendAsync(
                "PATCH",
                $"{Rbac}/clusterroles/granted",
                $$"""{"rules":[{{Rule(verb, "core", "pods")}}]}""",
                "application/merge-patch+json"
            );
            Assert.Equal(verb == "list" ? 200 : 403, (await jane.GetAsync(Pods)).Code);
        }
    }

    [Theory]
    [InlineData("get", "pods", "", "GET", Pods + "/a", 404)]
    [InlineData("get", "pods", "a", "GET", Pods + "/a", 404)]
    [InlineData("get", "pods", "a", "GET", Pods + "/b", 403)]
    [InlineData("get", "pods", "", "GET", Pods + "/a/log", 403)]
    [InlineData("get", "pods/log", "", "GET", Pods + "/a/log", 404)]
    [InlineData("get", "*/log", "", "GET", Pods + "/a/log", 404)]
    [InlineData("get", "*/log", "", "GET", Pods + "/a", 403)]
    [InlineData("get", "*", "", "GET", Pods + "/a/log", 404)]
    [InlineData("*", "pods", "", "DELETE", Pods, 200)]
    [InlineData("delete", "pods", "", "DELETE", Pods, 403)]
    [InlineData("list", "pods", "a", "GET", Pods, 403)]
    [InlineData("list", "pods", "a", "GET", Pods + "?fieldSelector=metadata.name%3Da", 200)]
    [InlineData("list", "pods", "a", "GET", Pods + "?fieldSelector=metadata.name%3D%3Db", 403)]
    [InlineData("create", "pods", "a", "POST", Pods, 403)]
    [InlineData("update", "pods", "", "PATCH", Pods + "/a", 403)]
    public async Task Rules_name_verbs_resources_subresources_and_names(
        string verb,
        string resource,
        string name,
        string method,
        string path,
        int expected
    )
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule(verb, "core", resource, name));

        var (code, body) = await jane.SendAsync(method, path, method == "POST" ? "{}" : null);

        Assert.True(code == expected, $"{code}: {body.ToJsonString()}");
    }

    [Theory]
    [InlineData("/logs/*", "/logs/a/b", 404)]
    [InlineData("/logs/*", "/logs", 403)]
    [InlineData("/logs", "/logs", 404)]
    [InlineData("/logs", "/logs/a", 403)]
    [InlineData("*", "/anything", 404)]
    public async Task Rules_name_paths_with_a_star_at_their_end(string rule, string path, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", $$"""{"verbs":["get"],"nonResourceURLs":["{{rule}}"]}""");

        Assert.Equal(expected, (await jane.GetAsync(path)).Code);
    }

    [Fact]
    public async Task A_cluster_role_can_be_bound_in_one_namespace_to_a_group()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane", "team", "others");
        await admin.CreateAsync(
            $"{Rbac}/namespaces/default/rolebindings",
            Binding("team", "ClusterRole", "view", Group("team"))
        );

        Assert.Equal(200, (await jane.GetAsync(Pods)).Code);
        Assert.Equal(403, (await jane.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        Assert.Equal(403, (await jane.GetAsync("/api/v1/namespaces/kube-system/pods")).Code);
    }

    [Fact]
    public async Task A_binding_to_a_role_that_is_not_there_is_told_as_the_reason()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.CreateAsync(
            $"{Rbac}/clusterrolebindings",
            Binding("lost", "ClusterRole", "nowhere", User("jane"), Group("system:authenticated"))
        );

        Assert.Equal(
            "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\": RBAC: clusterrole.rbac.authorization.k8s.io \"nowhere\" not found",
            await jane.RefusalAsync("GET", Pods)
        );
    }

    [Fact]
    public async Task Applying_what_is_not_there_needs_the_verb_create()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("patch", "core", "configmaps"));
        const string Body = """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"b"}}""";
        const string Path = $"{ConfigMaps}/a?fieldManager=test";

        var (absent, status) = await jane.SendAsync("PATCH", Path, Body, "application/apply-patch+yaml");
        await admin.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (present, _) = await jane.SendAsync("PATCH", Path, Body, "application/apply-patch+yaml");

        Assert.Equal((403, 200), (absent, present));
        Assert.StartsWith("configmaps \"a\" is forbidden", (string?)status["message"]);
    }

    [Fact]
    public async Task Anonymous_requests_see_health_and_version_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var nobody = Caller.Anonymous(server.Cluster);

        foreach (var path in (string[])["/healthz", "/livez", "/readyz", "/version"])
        {
            Assert.Equal(200, (await nobody.GetAsync(path)).Code);
        }
        Assert.Equal(
            "forbidden: User \"system:anonymous\" cannot get path \"/api\"",
            await nobody.RefusalAsync("GET", "/api")
        );
        Assert.Equal(
            "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
            await nobody.RefusalAsync("GET", Pods)
        );
    }

    [Fact]
    public async Task Without_authorization_everybody_who_is_somebody_may_do_everything()
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { Authorization = AuthorizationMode.AlwaysAllow }
        );
        using var jane = Caller.As(server.Cluster, "jane");
        using var nobody = Caller.Anonymous(server.Cluster);

        Assert.Equal(200, (await jane.GetAsync("/api/v1/secrets")).Code);
        Assert.Equal(401, (await nobody.GetAsync("/api/v1/secrets")).Code);
        Assert.Equal(200, (await nobody.GetAsync("/readyz")).Code);
    }

    [Fact]
    public async Task A_client_of_somebody_else_is_one_line()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var cluster = await EmbeddedCluster.StartAsync(cancel);
        using var jane = cluster.CreateClient("jane", "system:masters");
        using var joe = cluster.CreateClient("joe");

        Assert.NotEmpty((await jane.ListAsync<Graft.Api.Kubernetes.Namespace>(cancel)).Items);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            joe.ListAsync<Graft.Api.Kubernetes.Namespace>(cancel)
        );
        Assert.Contains("User \"joe\" cannot list resource \"namespaces\"", refused.Message);
    }
}
