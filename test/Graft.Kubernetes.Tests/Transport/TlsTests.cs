using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Graft.Api.Kubernetes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class TlsTests : IAsyncLifetime
{
    private static readonly ObjectKey s_key = new("default", "a");
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _server;
    private ScriptedServer _scripted = null!;

    public TlsTests()
    {
        _server = _authority.IssueCertificate("localhost");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _scripted = await ScriptedServer.StartAsync(
            async context =>
            {
                var caller = await context.Connection.GetClientCertificateAsync(Cancel);
                await context.JsonAsync(
                    Answers.ConfigMap("a", "1", $"{context.Request.Protocol} {caller?.Subject ?? "nobody"}")
                );
            },
            listen =>
                listen.UseHttps(
                    new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = _server,
                        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                        ClientCertificateValidation = (_, _, _) => true,
                    }
                )
        );

    public ValueTask DisposeAsync() => _scripted.DisposeAsync();

    [Fact]
    public async Task The_authority_of_the_connection_is_trusted_and_HTTP_2_is_spoken()
    {
        Assert.Equal("HTTP/2 nobody", await CallAsync(Connection("localhost")));
    }

    [Fact]
    public async Task The_client_certificate_is_presented()
    {
        var connection = Connection("localhost") with { ClientCertificate = _authority.IssueCertificate("joe") };

        Assert.Equal("HTTP/2 CN=joe", await CallAsync(connection));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_although_its_authority_is_trusted()
    {
        await AssertRefusedAsync(Connection("127.0.0.1"));
    }

    [Fact]
    public async Task The_name_to_expect_can_be_given_apart_from_the_address()
    {
        Assert.Equal("HTTP/2 nobody", await CallAsync(Connection("127.0.0.1") with { TlsServerName = "localhost" }));
        await AssertRefusedAsync(Connection("localhost") with { TlsServerName = "other" });
    }

    [Fact]
    public async Task Another_authority_is_refused_unless_verification_is_switched_off()
    {
        var stranger = Connection("localhost") with { CertificateAuthorities = new TestAuthority().Certificates };

        await AssertRefusedAsync(stranger);
        Assert.Equal("HTTP/2 nobody", await CallAsync(stranger with { SkipTlsVerify = true }));
    }

    [Theory]
    [InlineData(90, 1)]
    [InlineData(130, 2)]
    public async Task All_watches_share_a_connection_until_the_server_allows_no_more_on_it(int count, int connections)
    {
        var open = 0;
        var used = new ConcurrentDictionary<string, bool>();
        await using var server = await ScriptedServer.StartAsync(
            context =>
            {
                used[context.Connection.Id] = true;
                if (!context.Request.Query.ContainsKey("watch"))
                {
                    return context.JsonAsync(Answers.ConfigMap("a", "1", "here"));
                }
                Interlocked.Increment(ref open);
                return context.StallAsync();
            },
            listen => listen.UseHttps(_server)
        );
        using var stop = new CancellationTokenSource();
        var connection = Connection("localhost") with { Server = new Uri($"https://localhost:{server.Address.Port}") };
        using var client = new KubernetesClient(connection, TimeProvider.System, NullLogger.Instance);
        // What a burst meets before the server has said how many streams it allows is the runtime's guess.
        await client.GetAsync<ConfigMap>(s_key, Cancel);
        var watches = Enumerable.Range(0, count).Select(_ => WatchAsync(client, stop.Token)).ToList();
        await Eventually.TrueAsync(() => Volatile.Read(ref open) == count);

        var item = await client.GetAsync<ConfigMap>(s_key, Cancel);

        Assert.Equal("here", item.Data!["k"]);
        Assert.Equal(connections, used.Count);
        await stop.CancelAsync();
        await Task.WhenAll(watches);
    }

    private static async Task WatchAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in client.WatchAsync<ConfigMap>(new WatchOptions(), cancellationToken)) { }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private ClusterConnection Connection(string host) =>
        new()
        {
            Server = new Uri($"https://{host}:{_scripted.Address.Port}"),
            CertificateAuthorities = _authority.Certificates,
        };

    private static async Task<string> CallAsync(ClusterConnection connection)
    {
        using var client = new KubernetesClient(connection, TimeProvider.System, NullLogger.Instance);
        return (await client.GetAsync<ConfigMap>(s_key, Cancel)).Data!["k"];
    }

    private static async Task AssertRefusedAsync(ClusterConnection connection)
    {
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(connection));
        Assert.Equal(HttpRequestError.SecureConnectionError, exception.HttpRequestError);
    }
}
