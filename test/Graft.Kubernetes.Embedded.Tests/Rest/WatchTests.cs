namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>What the behaviour suite cannot bring about from outside: a short memory.</summary>
public sealed class WatchTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_version_that_is_no_longer_kept_is_gone()
    {
        var options = new EmbeddedControlPlaneOptions { HistoryLimit = 5 };
        await using var server = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options);
        var first = await server.CreateAsync(Secrets, """{"metadata":{"name":"a"}}""");
        for (var i = 0; i < 8; i++)
        {
            await server.MergeAsync($"{Secrets}/a", "{\"stringData\":{\"k\":\"" + i + "\"}}");
        }

        var version = (string?)first["metadata"]!["resourceVersion"];
        await foreach (var (type, status) in server.WatchAsync($"{Secrets}?resourceVersion={version}"))
        {
            Assert.Equal("ERROR", type);
            Assert.Equal(410, (int)status["code"]!);
            Assert.Equal("Expired", (string?)status["reason"]);
            return;
        }
        Assert.Fail("the watch ended without an error");
    }
}
