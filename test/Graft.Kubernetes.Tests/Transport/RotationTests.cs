using System.Collections.Concurrent;
using Graft.Api.Kubernetes;
using Graft.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>Credentials and authorities that change while a client runs.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private static readonly TimeSpan s_aWhile = TimeSpan.FromSeconds(61);
    private static readonly ObjectKey s_key = new("default", "a");
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentDictionary<string, string> _connections = new();
    private ScriptedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StartAsync(_authority);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_renewed_client_certificate_is_presented_on_a_new_connection_while_watches_stay_on_the_old_one()
    {
        Write(_authority.Issue("first"));
        using var client = new KubernetesClient(await ConnectionAsync(), _time, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var watch = client.WatchAsync<ConfigMap>(new(), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("CN=first", await CallerAsync(client));

        Write(_authority.Issue("second"));
        Assert.Equal("CN=first", await CallerAsync(client));
        _time.Advance(s_aWhile);

        Assert.Equal("CN=second", await CallerAsync(client));
        Assert.Equal("CN=second", await CallerAsync(client));
        Assert.Equal(2, _connections.Count);
        Assert.Equal("CN=first", watch.Current.Object.Data!["k"]);
        var next = watch.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
    }

    [Fact]
    public async Task A_certificate_whose_key_is_not_there_yet_leaves_the_old_pair_in_use()
    {
        Write(_authority.Issue("first"));
        using var client = new KubernetesClient(await ConnectionAsync(), _time, NullLogger.Instance);
        Assert.Equal("CN=first", await CallerAsync(client));

        var second = _authority.Issue("second");
        await File.WriteAllTextAsync(_directory["client.crt"], second.Certificate, Cancel);
        _time.Advance(s_aWhile);
        Assert.Equal("CN=first", await CallerAsync(client));
        Write(second);
        _time.Advance(s_aWhile);

        Assert.Equal("CN=second", await CallerAsync(client));
    }

    [Fact]
    public async Task A_renewed_authority_is_trusted_by_new_connections()
    {
        Write(_authority.Issue("first"));
        var next = new TestAuthority();
        using var client = new KubernetesClient(await ConnectionAsync(), _time, NullLogger.Instance);
        Assert.Equal("CN=first", await CallerAsync(client));

        var port = _server.Address.Port;
        await _server.DisposeAsync();
        _server = await StartAsync(next, port);
        await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));
        await File.WriteAllTextAsync(_directory["ca.crt"], $"{_authority.Pem}\n{next.Pem}", Cancel);
        _time.Advance(s_aWhile);

        Assert.Equal("CN=first", await CallerAsync(client));
    }

    [Fact]
    public async Task The_token_of_a_file_is_read_again_every_minute_and_the_old_one_lasts_while_the_file_is_away()
    {
        await File.WriteAllTextAsync(_directory["token"], "one\n", Cancel);
        var connection = _server.Connection with
        {
            TokenFile = _directory["token"],
            CertificateAuthorities = _authority.Certificates,
            TlsServerName = "localhost",
        };
        using var client = new KubernetesClient(connection, _time, NullLogger.Instance);
        Assert.Equal("Bearer one", await CallerAsync(client));

        await File.WriteAllTextAsync(_directory["token"], "two\n", Cancel);
        Assert.Equal("Bearer one", await CallerAsync(client));
        _time.Advance(s_aWhile);
        Assert.Equal("Bearer two", await CallerAsync(client));
        File.Delete(_directory["token"]);
        _time.Advance(s_aWhile);

        Assert.Equal("Bearer two", await CallerAsync(client));
        Assert.Single(_connections);
    }

    [Fact]
    public async Task A_token_file_that_was_never_there_is_named()
    {
        var connection = _server.Connection with { TokenFile = _directory["nothing"] };
        using var client = new KubernetesClient(connection, _time, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));

        Assert.Equal(HttpRequestError.UserAuthenticationError, exception.HttpRequestError);
        Assert.StartsWith(_directory["nothing"], exception.Message);
    }

    private Task<ScriptedServer> StartAsync(TestAuthority authority, int port = 0) =>
        ScriptedServer.StartAsync(
            AnswerAsync,
            listen =>
                listen.UseHttps(
                    new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = authority.IssueCertificate("localhost"),
                        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                        ClientCertificateValidation = (_, _, _) => true,
                    }
                ),
            port
        );

    private async Task AnswerAsync(HttpContext context)
    {
        _connections[context.Connection.Id] = "";
        var caller = context.Request.Headers.Authorization.ToString() is { Length: > 0 } header
            ? header
            : (await context.Connection.GetClientCertificateAsync(Cancel))?.Subject ?? "nobody";
        if (context.Request.Query.ContainsKey("watch"))
        {
            await context.SendEventAsync(Answers.Event("ADDED", Answers.ConfigMap("a", "1", caller)));
            await context.StallAsync();
            return;
        }
        await context.JsonAsync(Answers.ConfigMap("a", "1", caller));
    }

    private void Write((string Certificate, string Key) pair)
    {
        File.WriteAllText(_directory["client.crt"], pair.Certificate);
        File.WriteAllText(_directory["client.key"], pair.Key);
    }

    private async Task<ClusterConnection> ConnectionAsync()
    {
        await File.WriteAllTextAsync(_directory["ca.crt"], _authority.Pem, Cancel);
        await File.WriteAllTextAsync(
            _directory["config"],
            $$"""
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u} }]
            clusters:
            - name: c
              cluster: {server: "https://localhost:{{_server.Address.Port}}", certificate-authority: ca.crt}
            users: [{name: u, user: {client-certificate: client.crt, client-key: client.key} }]
            """,
            Cancel
        );
        return await ClusterConnection.FromKubeconfigFileAsync(_directory["config"], null, Cancel);
    }

    private static async Task<string> CallerAsync(KubernetesClient client) =>
        (await client.GetAsync<ConfigMap>(s_key, Cancel)).Data!["k"];
}
