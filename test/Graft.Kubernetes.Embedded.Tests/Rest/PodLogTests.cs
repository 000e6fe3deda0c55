using System.Text;
using Graft.Kubernetes.Embedded.Pods;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>What <c>kubectl logs</c> asks for and is answered.</summary>
public sealed class PodLogTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("", 200, "one\r\ntwö\nthree")]
    [InlineData("?tailLines=2", 200, "twö\nthree")]
    [InlineData("?tailLines=9", 200, "one\r\ntwö\nthree")]
    [InlineData("?tailLines=0", 200, "")]
    [InlineData("?tailLines=-1", 400, "tailLines must be greater than or equal to 0")]
    [InlineData("?container=c", 200, "one\r\ntwö\nthree")]
    [InlineData("?container=x", 400, "container x is not valid for pod p")]
    [InlineData("?timestamps=true", 400, "timestamps is not supported")]
    public async Task A_log_comes_whole_or_from_its_last_lines(string query, int status, string content)
    {
        await using var server = await StartAsync();
        var (code, body) = await server.GetAsync($"{Pods}/p/log{query}");
        Assert.Equal(status, code);
        if (status == 200)
        {
            Assert.Equal(content, (string?)body["text"]);
        }
        else
        {
            Assert.Contains(content, (string?)body["message"]);
        }
    }

    [Fact]
    public async Task A_container_that_has_not_written_is_waiting_to_start()
    {
        await using var server = await StartAsync();
        await CreateAsync(server, "other", "elsewhere");
        var (code, body) = await server.GetAsync($"{Pods}/other/log");
        Assert.Equal(400, code);
        Assert.Contains("is waiting to start: ContainerCreating", (string?)body["message"]);
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync(new EmbeddedClusterOptions { ContainerLogs = new Logs() });
        await CreateAsync(server, "p", "n");
        return server;
    }

    private static Task CreateAsync(ApiServer server, string name, string node) =>
        server.CreateAsync(
            Pods,
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"c","image":"i"}]}}"""
        );

    private sealed class Logs : IContainerLogs
    {
        public Stream? Open(string node, string podUid, string container) =>
            (node, container) == ("n", "c") ? new MemoryStream(Encoding.UTF8.GetBytes("one\r\ntwö\nthree")) : null;
    }
}
