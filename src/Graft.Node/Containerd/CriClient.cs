using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;
using Graft.Containerd.Protocol;
using Graft.Node.Hosts;

namespace Graft.Node.Containerd;

/// <summary>Asks containerd's CRI endpoint: unary gRPC calls over HTTP/2 on its Unix socket.</summary>
internal sealed class CriClient : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public CriClient(IHostFileSystem files, HostPath socket)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, ct) => ConnectAsync(files.LocalPath(socket), ct),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://containerd/runtime.v1.RuntimeService/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public Task<VersionResponse> VersionAsync(CancellationToken ct) =>
        CallAsync("Version", new VersionRequest { Version = "v1" }, VersionResponse.Parser, ct);

    public Task<StatusResponse> StatusAsync(CancellationToken ct) =>
        CallAsync("Status", new StatusRequest { Verbose = true }, StatusResponse.Parser, ct);

    /// <summary>All sandboxes, ready or not.</summary>
    public Task<ListPodSandboxResponse> ListPodSandboxAsync(CancellationToken ct) =>
        CallAsync("ListPodSandbox", new ListPodSandboxRequest(), ListPodSandboxResponse.Parser, ct);

    public void Dispose() => _http.Dispose();

    private async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken ct)
        where T : IMessage<T>
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(CallTimeout);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, method)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = Frame(request),
            };
            message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            using var response = await _http.SendAsync(message, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            CheckStatus(method, response);
            return parser.ParseFrom(Unframe(method, body));
        }
        catch (HttpRequestException e)
        {
            throw new CriException($"containerd does not answer on its CRI socket: {e.Message}", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CriException($"containerd's answer to {method} cannot be read: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CriException($"containerd did not answer {method} within {CallTimeout.TotalSeconds:0} s", e);
        }
    }

    private static ByteArrayContent Frame(IMessage message)
    {
        // A gRPC message on the wire: not compressed, length, content.
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
    }

    private static byte[] Unframe(string method, byte[] body)
    {
        var isWhole =
            body.Length >= 5 && body[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) == body.Length - 5;
        return isWhole ? body[5..] : throw new CriException($"containerd's answer to {method} is cut off");
    }

    private static void CheckStatus(string method, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new CriException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"containerd answered {method} with HTTP {(int)response.StatusCode}"
                )
            );
        }
        // An answer without a message has its status among the headers.
        var status = First(response.TrailingHeaders, "grpc-status") ?? First(response.Headers, "grpc-status");
        if (status != "0")
        {
            var text = First(response.TrailingHeaders, "grpc-message") ?? First(response.Headers, "grpc-message");
            throw new CriException(
                $"containerd answered {method} with gRPC status {status}: {Uri.UnescapeDataString(text ?? "")}"
            );
        }
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken ct)
    {
        // A socket's address holds 108 bytes at most, and the host root may be longer: go by the open directory.
        using var directory = LibC.OpenDirectoryAt(Path.GetDirectoryName(path)!, LibC.OpenPath);
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"/proc/self/fd/{directory.DangerousGetHandle()}/{Path.GetFileName(path)}"
        );
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
