using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Hosting;

/// <summary>The plain-text servers of a component, ended together.</summary>
internal sealed class DiagnosticsServers : IAsyncDisposable
{
    private readonly List<DiagnosticsServer> _servers = [];

    /// <summary>Starts one more; the address <c>0</c> starts none.</summary>
    public async Task AddAsync(
        string address,
        IReadOnlyDictionary<string, Func<(int Code, string Text)>> pages,
        CancellationToken cancellationToken
    )
    {
        if (ListenAddress.TryParse(address, out var parsed))
        {
            _servers.Add(
                await DiagnosticsServer.StartAsync(parsed, pages, NullLoggerFactory.Instance, cancellationToken)
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
