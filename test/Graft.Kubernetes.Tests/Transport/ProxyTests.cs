using Graft.Api.Kubernetes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class ProxyTests : IAsyncLifetime
{
    private const string Host = "cluster.test";
    private readonly TestAuthority _authority = new();
    private ScriptedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await ScriptedServer.StartAsync(
            context => context.JsonAsync(Answers.ConfigMap("a", "1", context.Request.Protocol)),
            listen => listen.UseHttps(_authority.IssueCertificate(Host))
        );

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("socks5")]
    public async Task The_proxy_is_asked_for_the_cluster_by_name_and_HTTP_2_goes_through(string scheme)
    {
        await using var proxy = new LoopbackProxy(scheme == "https" ? _authority.IssueCertificate("localhost") : null);

        Assert.Equal("HTTP/2", await CallAsync($"{scheme}://localhost:{proxy.Port}"));
        Assert.Equal([$"{Host}:{_server.Address.Port}"], proxy.Asked);
    }

    [Fact]
    public async Task User_and_password_of_the_address_are_given_to_the_proxy()
    {
        await using var proxy = new LoopbackProxy(null, "joe:p@ss");

        Assert.Equal("HTTP/2", await CallAsync($"http://joe:p%40ss@localhost:{proxy.Port}"));
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_named()
    {
        await using var proxy = new LoopbackProxy(null, "joe:secret");

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() =>
            CallAsync($"http://localhost:{proxy.Port}")
        );

        Assert.Contains($"localhost:{proxy.Port}", exception.Message);
        Assert.Contains("407", exception.Message);
    }

    [Fact]
    public async Task A_proxy_of_the_kubeconfig_is_used_for_loopback_too()
    {
        await using var proxy = new LoopbackProxy();
        var connection = Connection($"http://localhost:{proxy.Port}") with
        {
            Server = new Uri($"https://127.0.0.1:{_server.Address.Port}"),
            TlsServerName = Host,
        };

        Assert.Equal("HTTP/2", await CallAsync(connection));
        Assert.Equal([$"127.0.0.1:{_server.Address.Port}"], proxy.Asked);
    }

    private Task<string> CallAsync(string proxy) => CallAsync(Connection(proxy));

    private ClusterConnection Connection(string proxy) =>
        ClusterConnection.FromKubeconfig(
            $$"""
            current-context: a
            contexts: [{name: a, context: {cluster: c} }]
            clusters: [{name: c, cluster: {server: "https://{{Host}}:{{_server.Address.Port}}", proxy-url: "{{proxy}}"} }]
            """
        ) with
        {
            CertificateAuthorities = _authority.Certificates,
        };

    private static async Task<string> CallAsync(ClusterConnection connection)
    {
        using var client = new KubernetesClient(connection, TimeProvider.System, NullLogger.Instance);
        return (await client.GetAsync<ConfigMap>(new ObjectKey("default", "a"), Cancel)).Data!["k"];
    }
}
