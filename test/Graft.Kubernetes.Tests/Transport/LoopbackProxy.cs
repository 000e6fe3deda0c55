using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>A real forward proxy on loopback that speaks CONNECT, over TLS if it has a certificate, and SOCKS 5.</summary>
internal sealed class LoopbackProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly X509Certificate2? _certificate;
    private readonly string? _credentials;
    private readonly Task _accepting;

    /// <param name="certificate">For <c>https</c> proxies.</param>
    /// <param name="credentials">What a client must give: <c>user:password</c>.</param>
    public LoopbackProxy(X509Certificate2? certificate = null, string? credentials = null)
    {
        _certificate = certificate;
        _credentials = credentials;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where clients asked to be connected to, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The proxy ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            Stream stream = connection.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }
            var first = await ReadAsync(stream, 1);
            using var target = first[0] == 5 ? await SocksAsync(stream) : await ConnectAsync(stream, first[0]);
            if (target is not null)
            {
                var there = target.GetStream();
                await Task.WhenAny(stream.CopyToAsync(there, _stop.Token), there.CopyToAsync(stream, _stop.Token));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One of both sides has gone.
        }
    }

    private async Task<TcpClient?> ConnectAsync(Stream stream, byte first)
    {
        var head = new StringBuilder().Append((char)first);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(stream, 1))[0]);
        }
        var lines = head.ToString().Split("\r\n");
        if (_credentials is not null)
        {
            var expected =
                $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(_credentials))}";
            if (!lines.Contains(expected))
            {
                const string Challenge =
                    "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Challenge));
                return null;
            }
        }
        var target = lines[0].Split(' ')[1];
        var client = await ToAsync(target.Split(':')[0], int.Parse(target.Split(':')[1]));
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        return client;
    }

    private async Task<TcpClient> SocksAsync(Stream stream)
    {
        await ReadAsync(stream, (await ReadAsync(stream, 1))[0]);
        await stream.WriteAsync(new byte[] { 5, 0 });
        var request = await ReadAsync(stream, 4);
        var host =
            request[3] == 3
                ? Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]))
                : new IPAddress(await ReadAsync(stream, request[3] == 1 ? 4 : 16)).ToString();
        var client = await ToAsync(host, BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2)));
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
        return client;
    }

    private async Task<TcpClient> ToAsync(string host, int port)
    {
        _asked.Enqueue($"{host}:{port}");
        var client = new TcpClient();
        // Names are the proxy's to resolve; all of a test's lead here.
        await client.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
        return client;
    }

    private async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
