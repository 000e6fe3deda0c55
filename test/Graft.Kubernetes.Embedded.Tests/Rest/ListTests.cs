using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>What the behaviour suite cannot bring about from outside: a list that takes longer than its state is kept.</summary>
public sealed class ListTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_list_whose_state_is_forgotten_expires_and_may_go_on_with_another()
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new EmbeddedControlPlaneOptions { HistoryLimit = 2, Time = clock };
        await using var server = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options);
        foreach (var name in (string[])["a", "b", "c"])
        {
            await server.CreateAsync(Secrets, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }

        var (_, first) = await server.GetAsync($"{Secrets}?limit=1");
        await server.DeleteAsync($"{Secrets}/b");
        await server.CreateAsync(Secrets, """{"metadata":{"name":"d"}}""");
        await server.CreateAsync(Secrets, """{"metadata":{"name":"e"}}""");
        clock.Advance(TimeSpan.FromMinutes(6));
        var (code, expired) = await server.GetAsync($"{Secrets}?limit=5&continue={Token(first)}");
        var (_, rest) = await server.GetAsync($"{Secrets}?limit=5&continue={Token(expired)}");

        Assert.Equal(410, code);
        Assert.Equal("Expired", (string?)expired["reason"]);
        Assert.StartsWith(
            "The provided continue parameter is too old to display a consistent list result.",
            (string?)expired["message"]
        );
        Assert.Equal(["c", "d", "e"], ((JsonArray)rest["items"]!).Select(item => (string?)item!["metadata"]!["name"]));
    }

    private static string Token(JsonObject answer) => Uri.EscapeDataString((string)answer["metadata"]!["continue"]!);
}
