using System.Net;
using System.Net.Sockets;

namespace Graft.Kubernetes.Tests.Webhooks;

/// <summary>Stands where a Service stands: each new connection goes to the next of several ports on loopback.</summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<int> _ports;
    private readonly Task _accepting;

    public RoundRobin(params IReadOnlyList<int> ports)
    {
        _ports = ports;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            for (var next = 0; ; next++)
            {
                var caller = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(ForwardAsync(caller, _ports[next % _ports.Count]));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(TcpClient caller, int port)
    {
        using (caller)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await Task.WhenAny(
                    caller.GetStream().CopyToAsync(server.GetStream(), _stop.Token),
                    server.GetStream().CopyToAsync(caller.GetStream(), _stop.Token)
                );
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone; the other one sees it when its connection is closed here.
            }
        }
    }
}
