using System.Text;
using Graft.Kubernetes.Embedded.Pods;

namespace Graft.Kubernetes.Embedded.Tests.Pods;

/// <summary>What <c>kubectl logs</c> asks for and is answered.</summary>
public sealed class PodLogTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private const string Log =
        "2026-01-01T00:00:00.000000001Z stdout F one\r\n"
        + "2026-01-01T00:00:01.5Z stderr P tw\n"
        + "2026-01-01T00:00:01.6Z stderr F ö\n"
        + "2026-01-01T00:00:03Z stdout F three";

    [Theory]
    [InlineData("", "one\r\ntwö\nthree")]
    [InlineData("?tailLines=1", "three")]
    [InlineData("?tailLines=9", "one\r\ntwö\nthree")]
    [InlineData("?tailLines=0", "")]
    [InlineData("?container=c", "one\r\ntwö\nthree")]
    [InlineData("?timestamps=true&tailLines=1", "2026-01-01T00:00:03Z three")]
    [InlineData("?sinceTime=2026-01-01T00:00:01.5Z", "twö\nthree")]
    [InlineData("?sinceTime=2026-01-01T00:00:01.5%2B01:00", "one\r\ntwö\nthree")]
    [InlineData("?limitBytes=5", "one\r\n")]
    [InlineData("?stream=Stderr", "twö\n")]
    [InlineData("?previous=true", "before\n")]
    public async Task A_log_is_cut_to_what_is_asked_for(string query, string content)
    {
        await using var server = await StartAsync();
        var (code, body) = await server.GetAsync($"{Pods}/p/log{query}");
        Assert.Equal(200, code);
        Assert.Equal(content, (string?)body["text"]);
    }

    [Theory]
    [InlineData("?tailLines=-1", 422, "tailLines: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("?sinceSeconds=0", 422, "sinceSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("?limitBytes=0", 422, "limitBytes: Invalid value: 0: must be greater than 0")]
    [InlineData("?sinceSeconds=1&sinceTime=2026-01-01T00:00:01Z", 422, "at most one of `sinceTime` or `sinceSeconds`")]
    [InlineData("?sinceTime=yesterday", 400, "parsing time \"yesterday\"")]
    [InlineData("?container=x", 400, "container x is not valid for pod p")]
    [InlineData("?stream=x", 422, "supported values: \"All\", \"Stderr\", \"Stdout\"")]
    public async Task What_cannot_be_asked_for_is_refused(string query, int status, string message)
    {
        await using var server = await StartAsync();
        var (code, body) = await server.GetAsync($"{Pods}/p/log{query}");
        Assert.Equal(status, code);
        Assert.Contains(message, (string?)body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_has_not_written_is_waiting_to_start()
    {
        await using var server = await StartAsync();
        await CreateAsync(server, "other", "elsewhere");
        var (code, body) = await server.GetAsync($"{Pods}/other/log");
        Assert.Equal(400, code);
        Assert.Contains("is waiting to start: ContainerCreating", (string?)body["message"], StringComparison.Ordinal);
        (code, body) = await server.GetAsync($"{Pods}/other/log?previous=true");
        Assert.Equal(400, code);
        Assert.Equal("previous terminated container \"c\" in pod \"other\" not found", (string?)body["message"]);
    }

    [Fact]
    public async Task A_log_is_followed_until_its_container_ends()
    {
        var file = new MemoryStream();
        file.Write("2026-01-01T00:00:00Z stdout F one\n"u8);
        file.Position = 0;
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { ContainerLogs = new Logs(() => file) }
        );
        await CreateAsync(server, "p", "n");

        var followed = server.GetAsync($"{Pods}/p/log?follow=true");
        await server.MergeAsync(
            $"{Pods}/p/status",
            """{"status":{"containerStatuses":[{"name":"c","state":{"terminated":{"exitCode":0}}}]}}"""
        );

        var (code, body) = await followed;
        Assert.Equal(200, code);
        Assert.Equal("one\n", (string?)body["text"]);
    }

    [Fact]
    public async Task A_pod_with_init_containers_needs_no_name_where_one_container_is_left()
    {
        await using var server = await StartAsync();
        await server.CreateAsync(
            Pods,
            """{"metadata":{"name":"i"},"spec":{"nodeName":"n","initContainers":[{"name":"first","image":"i"}],"containers":[{"name":"c","image":"i"}]}}"""
        );
        await server.CreateAsync(
            Pods,
            """{"metadata":{"name":"two"},"spec":{"nodeName":"n","initContainers":[{"name":"first","image":"i"}],"containers":[{"name":"c","image":"i"},{"name":"d","image":"i"}]}}"""
        );

        Assert.Equal(200, (await server.GetAsync($"{Pods}/i/log")).Code);
        var (code, body) = await server.GetAsync($"{Pods}/two/log");
        Assert.Equal(400, code);
        Assert.Equal(
            "a container name must be specified for pod two, choose one of: [c d] or one of the init containers: [first]",
            (string?)body["message"]
        );
    }

    private static async Task<ApiServer> StartAsync()
    {
        var logs = new Logs(() => new MemoryStream(Encoding.UTF8.GetBytes(Log)));
        var server = await ApiServer.StartAsync(new EmbeddedClusterOptions { ContainerLogs = logs });
        await CreateAsync(server, "p", "n");
        return server;
    }

    private static Task CreateAsync(ApiServer server, string name, string node) =>
        server.CreateAsync(
            Pods,
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"c","image":"i"}]}}"""
        );

    private sealed class Logs(Func<Stream> current) : IContainerLogs
    {
        public Stream? Open(ContainerLog log) =>
            log switch
            {
                { Node: "n", IsPrevious: true } => new MemoryStream(
                    "2025-12-31T00:00:00Z stdout F before\n"u8.ToArray()
                ),
                { Node: "n" } => current(),
                _ => null,
            };
    }
}
