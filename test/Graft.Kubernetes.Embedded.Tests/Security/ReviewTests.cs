using System.Text.Json.Nodes;
using static Graft.Kubernetes.Embedded.Tests.Security.Access;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class ReviewTests
{
    private const string Authorization = "/apis/authorization.k8s.io/v1";

    [Fact]
    public async Task A_review_of_oneself_says_why()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantInAsync("default", "jane", Rule("list", "core", "pods"));

        var allowed = await AskAsync("default");
        var denied = await AskAsync("kube-system");

        Assert.True((bool)allowed["allowed"]!);
        Assert.Equal(
            "RBAC: allowed by RoleBinding \"granted/default\" of Role \"granted\" to User \"jane\"",
            (string?)allowed["reason"]
        );
        Assert.False((bool)denied["allowed"]!);
        Assert.Null(denied["reason"]);

        async Task<JsonNode> AskAsync(string place) =>
            (
                await jane.CreateAsync(
                    $"{Authorization}/selfsubjectaccessreviews",
                    $$$"""{"spec":{"resourceAttributes":{"verb":"list","resource":"pods","namespace":"{{{place}}}"} } }"""
                )
            )["status"]!;
    }

    [Fact]
    public async Task A_review_of_others_takes_user_and_groups()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        await admin.CreateAsync(
            $"{Rbac}/clusterrolebindings",
            Binding("b", "ClusterRole", "view", Account("default", "robot"), Group("team"))
        );

        Assert.Equal(
            "RBAC: allowed by ClusterRoleBinding \"b\" of ClusterRole \"view\" to ServiceAccount \"robot/default\"",
            await ReasonAsync("""{"user":"system:serviceaccount:default:robot",""")
        );
        Assert.Equal(
            "RBAC: allowed by ClusterRoleBinding \"b\" of ClusterRole \"view\" to Group \"team\"",
            await ReasonAsync("""{"groups":["team"],""")
        );

        async Task<string?> ReasonAsync(string who) =>
            (string?)
                (
                    await admin.CreateAsync(
                        $"{Authorization}/subjectaccessreviews",
                        $$$"""{"spec":{{{who}}}"resourceAttributes":{"verb":"get","resource":"pods","name":"x"} } }"""
                    )
                )["status"]!["reason"];
    }

    [Fact]
    public async Task A_local_review_is_of_its_own_namespace()
    {
        await using var server = await ApiServer.StartAsync();
        const string Path = "/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews";

        var (own, answer) = await server.PostAsync(Path, Review("default"));
        var (other, _) = await server.PostAsync(Path, Review("kube-system"));

        Assert.Equal((201, 422), (own, other));
        Assert.False((bool)answer["status"]!["allowed"]!);

        static string Review(string place) =>
            $$$"""{"spec":{"user":"x","resourceAttributes":{"verb":"get","resource":"pods","namespace":"{{{place}}}"} } }""";
    }

    [Theory]
    [InlineData("selfsubjectaccessreviews", """{"spec":{}}""")]
    [InlineData("subjectaccessreviews", """{"spec":{"resourceAttributes":{"verb":"get"}}}""")]
    public async Task A_review_that_asks_nothing_is_invalid(string plural, string body)
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Equal(422, (await server.PostAsync($"{Authorization}/{plural}", body)).Code);
    }

    [Fact]
    public async Task The_list_of_rules_is_what_is_granted()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantInAsync("default", "jane", Rule("list", "core", "pods"));

        var review = await jane.CreateAsync(
            $"{Authorization}/selfsubjectrulesreviews",
            """{"spec":{"namespace":"default"}}"""
        );
        var rules = review["status"]!["resourceRules"]!.AsArray().Select(rule => rule!.ToJsonString()).ToList();

        Assert.Contains("""{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}""", rules);
        Assert.Contains("selfsubjectaccessreviews", string.Concat(rules));
        Assert.Contains("/healthz", review["status"]!["nonResourceRules"]!.ToJsonString());
        Assert.False((bool)review["status"]!["incomplete"]!);
    }

    [Fact]
    public async Task Who_am_I_tells_name_and_groups()
    {
        await using var server = await ApiServer.StartAsync();
        using var jane = Caller.As(server.Cluster, "jane", "team");

        var review = await jane.CreateAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");

        Assert.Equal(
            """{"username":"jane","groups":["team","system:authenticated"]}""",
            review["status"]!["userInfo"]!.ToJsonString()
        );
    }
}
