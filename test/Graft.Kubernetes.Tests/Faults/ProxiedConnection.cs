using System.Net;
using System.Net.Sockets;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>One connection through a <see cref="FaultProxy"/>: both sockets, and what befalls them.</summary>
internal sealed class ProxiedConnection(
    Socket client,
    int bytesPerSecond,
    long requestCut,
    long responseCut,
    bool cutsByReset
) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _frozen;

    public void Dispose() => Cut(reset: false);

    public void Freeze() => _frozen = true;

    /// <summary>Ends both sides: by a reset, or by an end of the stream where nobody expects one.</summary>
    public void Cut(bool reset)
    {
        Close(client, reset);
        Close(_server, reset);
        _over.TrySetResult();
    }

    /// <summary>Forwards until one side ends or it is cut; true says that it was cut by a byte count.</summary>
    public async Task<bool> ForwardAsync(int target, CancellationToken cancellationToken)
    {
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, target, cancellationToken);
            var pumps = new[]
            {
                PumpAsync(client, _server, requestCut, cancellationToken),
                PumpAsync(_server, client, responseCut, cancellationToken),
            };
            var first = await Task.WhenAny(pumps);
            var cut = await first;
            Cut(cut && cutsByReset);
            await Task.WhenAll(pumps);
            return cut;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // Nobody listens behind the proxy at the moment.
            Cut(reset: true);
            return false;
        }
    }

    private async Task<bool> PumpAsync(Socket from, Socket to, long cutAfter, CancellationToken cancellationToken)
    {
        var buffer = new byte[bytesPerSecond > 0 ? Math.Max(1, bytesPerSecond / 20) : 16 * 1024];
        var passed = 0L;
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (_frozen)
                {
                    await _over.Task.WaitAsync(cancellationToken);
                    return false;
                }
                var isCut = passed + count >= cutAfter;
                await to.SendAsync(buffer.AsMemory(0, isCut ? (int)(cutAfter - passed) : count), cancellationToken);
                if (isCut)
                {
                    return true;
                }
                passed += count;
                if (bytesPerSecond > 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds((double)count / bytesPerSecond), cancellationToken);
                }
            }
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other direction or the proxy ended.
        }
        return false;
    }

    private static void Close(Socket socket, bool reset)
    {
        try
        {
            if (reset)
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            socket.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }
}
