using static Graft.Kubernetes.Embedded.Tests.Security.Access;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class ImpersonationTests
{
    private const string WhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    [Theory]
    [InlineData("jane", """{"username":"jane","groups":["system:authenticated"]}""")]
    [InlineData("system:anonymous", """{"username":"system:anonymous","groups":["system:unauthenticated"]}""")]
    [InlineData(
        "system:serviceaccount:a:b",
        """{"username":"system:serviceaccount:a:b","groups":["system:serviceaccounts","system:serviceaccounts:a","system:authenticated"]}"""
    )]
    public async Task The_administrator_acts_as_anybody(string user, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        await admin.GrantAsync("system:anonymous", Rule("create", "authentication.k8s.io", "selfsubjectreviews"));
        admin.Headers.Add("Impersonate-User", user);

        var review = await admin.CreateAsync(WhoAmI, "{}");

        Assert.Equal(expected, review["status"]!["userInfo"]!.ToJsonString());
    }

    [Fact]
    public async Task Groups_uid_and_extra_are_taken_over()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        admin.Headers.Add("Impersonate-User", "jane");
        admin.Headers.Add("Impersonate-Group", "a");
        admin.Headers.Add("Impersonate-Uid", "1-2");
        admin.Headers.Add("Impersonate-Extra-Acme.com%2Fproject", "p");

        var review = await admin.CreateAsync(WhoAmI, "{}");

        Assert.Equal(
            """{"username":"jane","uid":"1-2","groups":["a","system:authenticated"],"extra":{"acme.com/project":["p"]}}""",
            review["status"]!["userInfo"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task What_the_other_may_not_do_stays_forbidden()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        admin.Headers.Add("Impersonate-User", "jane");

        Assert.Contains("User \"jane\" cannot list", await admin.RefusalAsync("GET", "/api/v1/pods"));
    }

    [Theory]
    [InlineData(
        "Impersonate-User",
        "joe",
        "users \"joe\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"
    )]
    [InlineData(
        "Impersonate-Group",
        "system:masters",
        "groups \"system:masters\" is forbidden: User \"jane\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope"
    )]
    [InlineData(
        "Impersonate-Uid",
        "1",
        "uids.authentication.k8s.io \"1\" is forbidden: User \"jane\" cannot impersonate resource \"uids\" in API group \"authentication.k8s.io\" at the cluster scope"
    )]
    [InlineData(
        "Impersonate-Extra-Scopes",
        "all",
        "userextras.authentication.k8s.io \"all\" is forbidden: User \"jane\" cannot impersonate resource \"userextras/scopes\" in API group \"authentication.k8s.io\" at the cluster scope"
    )]
    public async Task Every_part_of_another_must_be_granted(string header, string value, string message)
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantAsync("jane", Rule("impersonate", "core", "users", "bob"));
        if (header != "Impersonate-User")
        {
            jane.Headers.Add("Impersonate-User", "bob");
        }
        jane.Headers.Add(header, value);

        Assert.Equal(message, await jane.RefusalAsync("GET", "/version"));
    }

    [Fact]
    public async Task A_service_account_is_impersonated_by_a_grant_on_service_accounts()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantInAsync("default", "jane", Rule("impersonate", "core", "serviceaccounts", "robot"));
        jane.Headers.Add("Impersonate-User", "system:serviceaccount:default:robot");

        Assert.Equal(201, (await jane.PostAsync(WhoAmI, "{}")).Code);
    }
}
