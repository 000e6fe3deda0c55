using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

public sealed class ListTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task All_pages_of_a_list_show_the_state_of_the_first()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await server.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        }

        var (_, first) = await server.GetAsync($"{ConfigMaps}?limit=3");
        await server.DeleteAsync($"{ConfigMaps}/d");
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"e"}}""");
        var next = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var (_, second) = await server.GetAsync($"{ConfigMaps}?limit=3&continue={next}");

        Assert.Equal(["a", "b", "c"], Names(first));
        Assert.Equal(1, (int)first["metadata"]!["remainingItemCount"]!);
        Assert.Equal(["d"], Names(second));
        Assert.Null(second["metadata"]!["continue"]);
    }

    [Theory]
    [InlineData("labelSelector=app%3Dx", "a")]
    [InlineData("labelSelector=app%21%3Dx", "b c")]
    [InlineData("labelSelector=app+in+%28x%2Cy%29", "a b")]
    [InlineData("labelSelector=%21app", "c")]
    [InlineData("fieldSelector=metadata.name%3Db", "b")]
    [InlineData("fieldSelector=metadata.name%21%3Db", "a c")]
    public async Task Selectors_choose(string query, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"b","labels":{"app":"y"}}}""");
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");

        var (_, list) = await server.GetAsync($"{ConfigMaps}?{query}");

        Assert.Equal(expected, string.Join(' ', Names(list)));
    }

    [Fact]
    public async Task A_table_has_the_columns_of_the_kind()
    {
        await using var server = await ApiServer.StartAsync();

        var (_, table) = await server.SendAsync(
            "GET",
            "/api/v1/namespaces",
            accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        );

        Assert.Equal("Table", (string?)table["kind"]);
        Assert.Equal(
            ["Name", "Status", "Age"],
            ((JsonArray)table["columnDefinitions"]!).Select(column => (string?)column!["name"])
        );
        Assert.Equal("default", (string?)table["rows"]![0]!["cells"]![0]);
        Assert.Equal("Active", (string?)table["rows"]![0]!["cells"]![1]);
    }

    private static IEnumerable<string?> Names(JsonObject list) =>
        ((JsonArray)list["items"]!).Select(item => (string?)item!["metadata"]!["name"]);
}
