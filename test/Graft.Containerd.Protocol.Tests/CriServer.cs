using Graft.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Graft.Containerd.Protocol.Tests;

/// <summary>A server on a Unix socket whose path is longer than a socket's address, answering as a test says.</summary>
internal sealed class CriServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RequestDelegate _answer;
    private WebApplication? _server;

    private CriServer(RequestDelegate answer)
    {
        _answer = answer;
        Directory.CreateDirectory(Path.GetDirectoryName(Socket)!);
    }

    public string Socket => _directory[$"{new string('d', 120)}/containerd.sock"];

    public static async Task<CriServer> StartAsync(RequestDelegate answer, CancellationToken ct)
    {
        var server = new CriServer(answer);
        await server.StartAsync(ct);
        return server;
    }

    public async Task StartAsync(CancellationToken ct)
    {
        var link = _directory["s"];
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.GetDirectoryName(Socket)!);
        File.Delete(Socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket($"{link}/containerd.sock", listen => listen.Protocols = HttpProtocols.Http2)
        );
        _server = builder.Build();
        _server.Run(_answer);
        await _server.StartAsync(ct);
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }
}
