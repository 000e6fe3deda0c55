using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>
/// A TCP proxy on loopback that treats connections badly: cuts them after a random number of bytes, stops to forward without
/// a word, or forwards slowly. It knows nothing of TLS and HTTP, as a network does not.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly Random _random;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = [];
    private readonly Task _accepting;
    private int _cuts;

    /// <param name="target">The port on loopback that connections lead to.</param>
    /// <param name="random">Where and how connections are cut.</param>
    public FaultProxy(int target, Random random)
    {
        _target = target;
        _random = random;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>New connections are cut in either direction after fewer bytes than this; 0 leaves them alone.</summary>
    public int CutWithin { get; set; }

    /// <summary>Speed in each direction of each connection; 0 is as fast as it goes.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>How many connections have been cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>How many connections are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>The present connections stay open but silent for good; new ones work.</summary>
    public void FreezeAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Freeze();
        }
    }

    /// <summary>Resets the present connections.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Cut(reset: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        CutAll();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    /// <summary>The same way to a cluster, by this proxy.</summary>
    public ClusterConnection Before(ClusterConnection connection) =>
        connection with
        {
            Server = new UriBuilder(connection.Server) { Host = "127.0.0.1", Port = Port }.Uri,
        };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = new ProxiedConnection(
                    client,
                    BytesPerSecond,
                    DrawCut(),
                    DrawCut(),
                    DrawCut() % 2 == 0
                );
                var serving = Task.Run(() => ServeAsync(connection));
                _connections[connection] = serving;
                _ = serving.ContinueWith(_ => _connections.TryRemove(connection, out Task? _), TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The proxy ends.
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        if (await connection.ForwardAsync(_target, _stop.Token))
        {
            Interlocked.Increment(ref _cuts);
        }
    }

    private long DrawCut()
    {
        lock (_random)
        {
            return CutWithin > 0 ? _random.Next(CutWithin) : long.MaxValue;
        }
    }
}
