using Graft.Containerd.Protocol;
using Graft.Node.Hosts;

namespace Graft.Node.Containerd;

/// <summary>What the installer asks containerd's CRI endpoint, whose socket lies below the host root.</summary>
internal sealed class CriClient(IHostFileSystem files, HostPath socket) : IDisposable
{
    private readonly CriConnection _connection = new(ct => CriSocket.ConnectAsync(files.LocalPath(socket), ct));

    public Task<VersionResponse> VersionAsync(CancellationToken ct) => _connection.VersionAsync(ct);

    public Task<StatusResponse> StatusAsync(CancellationToken ct) =>
        _connection.StatusAsync(new StatusRequest { Verbose = true }, ct);

    /// <summary>All sandboxes, ready or not.</summary>
    public Task<ListPodSandboxResponse> ListPodSandboxAsync(CancellationToken ct) =>
        _connection.ListPodSandboxAsync(new ListPodSandboxRequest(), ct);

    public void Dispose() => _connection.Dispose();
}
