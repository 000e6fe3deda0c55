using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>
/// A real HTTP server on loopback that answers as a test scripts it, to show what a client does when a server misbehaves:
/// drops connections, stalls, refuses, forgets.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _requests;

    private ScriptedServer(WebApplication application, ConcurrentQueue<string> requests)
    {
        _application = application;
        _requests = requests;
        Address = new Uri(application.Urls.First());
    }

    public Uri Address { get; }

    /// <summary>What was asked, in order: method, path and query.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public ClusterConnection Connection => new() { Server = Address };

    /// <summary>Starts with one delegate that answers everything.</summary>
    public static Task<ScriptedServer> StartAsync(RequestDelegate answer) =>
        StartAsync(answer, listen => listen.Protocols = HttpProtocols.Http1);

    /// <summary>The same, with the listener configured by the test: TLS, HTTP/2.</summary>
    public static async Task<ScriptedServer> StartAsync(
        RequestDelegate answer,
        Action<ListenOptions> configure,
        int port = 0
    )
    {
        var requests = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, configure));
        var application = builder.Build();
        application.Run(context =>
        {
            requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new ScriptedServer(application, requests);
    }

    public KubernetesClient CreateClient(TimeProvider? time = null) =>
        new(Connection, time ?? TimeProvider.System, new Random(1), NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
