using System.Net;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Http;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("wrong")]
    [InlineData("a.b.c")]
    public async Task Who_cannot_be_told_is_unauthorized(string token)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var controlPlane = await EmbeddedControlPlane.StartAsync(new(), cancel);
        await controlPlane.AddClusterAsync("test", new EmbeddedClusterOptions(), cancel);
        using var http = ApiServer.Client(controlPlane, token);

        using var refused = await http.GetAsync("clusters/test/api/v1/namespaces", cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("Unauthorized", await refused.Content.ReadAsStringAsync(cancel));
    }

    [Fact]
    public async Task A_client_certificate_makes_its_bearer_the_administrator()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var cluster = await EmbeddedCluster.StartAsync(cancel);
        using var client = cluster.CreateClient();
        var type = new Graft.Api.ResourceType(
            "authentication.k8s.io",
            "v1",
            "SelfSubjectReview",
            "selfsubjectreviews",
            false
        );

        var review = await client.CreateAsync(Resource.Untyped(type), [], WriteOptions.Default, cancel);

        Assert.Equal("graft-admin", (string?)review["status"]!["userInfo"]!["username"]);
        Assert.Equal("system:masters", (string?)review["status"]!["userInfo"]!["groups"]![0]);
    }

    [Fact]
    public async Task A_service_account_token_says_whose_it_is_in_its_own_cluster_alone()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var controlPlane = await EmbeddedControlPlane.StartAsync(new(), cancel);
        var one = await controlPlane.AddClusterAsync("one", new EmbeddedClusterOptions(), cancel);
        await controlPlane.AddClusterAsync("two", new EmbeddedClusterOptions(), cancel);
        using var admin = ApiServer.Client(controlPlane, one.Token);
        using var account = await admin.PostAsync(
            "clusters/one/api/v1/namespaces/default/serviceaccounts",
            Json("""{"metadata":{"name":"robot"}}"""),
            cancel
        );
        using var issued = await admin.PostAsync(
            "clusters/one/api/v1/namespaces/default/serviceaccounts/robot/token",
            Json("{}"),
            cancel
        );
        var token = (string)JsonNode.Parse(await issued.Content.ReadAsStringAsync(cancel))!["status"]!["token"]!;
        using var robot = ApiServer.Client(controlPlane, token);

        using var own = await robot.PostAsync(
            "clusters/one/apis/authentication.k8s.io/v1/selfsubjectreviews",
            Json("{}"),
            cancel
        );
        using var other = await robot.GetAsync("clusters/two/api/v1/namespaces", cancel);

        Assert.Contains("system:serviceaccount:default:robot", await own.Content.ReadAsStringAsync(cancel));
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
