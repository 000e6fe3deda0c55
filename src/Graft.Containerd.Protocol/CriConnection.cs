using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Graft.Containerd.Protocol;

/// <summary>
/// Calls a container runtime: unary gRPC calls of CRI v1 over HTTP/2 on a Unix socket. One connection serves any number of
/// calls at once, and is opened anew after the runtime was restarted.
/// </summary>
/// <remarks>
/// Every call throws <see cref="CriException"/> where the runtime does not answer, answers with an error, or takes longer than
/// <see cref="AnswerTimeout"/> (questions) or <see cref="WorkTimeout"/> (work on sandboxes, containers and images).
/// </remarks>
public sealed class CriConnection : IDisposable
{
    private const string Runtime = "runtime.v1.RuntimeService";
    private const string Images = "runtime.v1.ImageService";

    private readonly HttpClient _http;

    /// <param name="socketPath">The runtime's socket. It may be longer than a socket's address.</param>
    public CriConnection(string socketPath)
        : this(ct => CriSocket.ConnectAsync(socketPath, ct)) { }

    /// <param name="connect">Opens the socket; called whenever there is no open connection.</param>
    public CriConnection(Func<CancellationToken, ValueTask<Stream>> connect)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, ct) => connect(ct) };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://containerd/"),
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How long a question may take. Default: 10 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long work may take, beyond the time that a request itself grants. Default: 4 min, as kubelets wait.</summary>
    public TimeSpan WorkTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>The clock of the timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Task<VersionResponse> VersionAsync(CancellationToken ct) =>
        AskAsync(Runtime, "Version", new VersionRequest { Version = "v1" }, VersionResponse.Parser, ct);

    public Task<StatusResponse> StatusAsync(StatusRequest request, CancellationToken ct) =>
        AskAsync(Runtime, "Status", request, StatusResponse.Parser, ct);

    public Task<RunPodSandboxResponse> RunPodSandboxAsync(RunPodSandboxRequest request, CancellationToken ct) =>
        WorkAsync(Runtime, "RunPodSandbox", request, RunPodSandboxResponse.Parser, ct);

    public Task<StopPodSandboxResponse> StopPodSandboxAsync(StopPodSandboxRequest request, CancellationToken ct) =>
        WorkAsync(Runtime, "StopPodSandbox", request, StopPodSandboxResponse.Parser, ct);

    public Task<RemovePodSandboxResponse> RemovePodSandboxAsync(
        RemovePodSandboxRequest request,
        CancellationToken ct
    ) => WorkAsync(Runtime, "RemovePodSandbox", request, RemovePodSandboxResponse.Parser, ct);

    public Task<PodSandboxStatusResponse> PodSandboxStatusAsync(
        PodSandboxStatusRequest request,
        CancellationToken ct
    ) => AskAsync(Runtime, "PodSandboxStatus", request, PodSandboxStatusResponse.Parser, ct);

    /// <summary>Sandboxes in every state, unless the filter says otherwise.</summary>
    public Task<ListPodSandboxResponse> ListPodSandboxAsync(ListPodSandboxRequest request, CancellationToken ct) =>
        AskAsync(Runtime, "ListPodSandbox", request, ListPodSandboxResponse.Parser, ct);

    public Task<CreateContainerResponse> CreateContainerAsync(CreateContainerRequest request, CancellationToken ct) =>
        WorkAsync(Runtime, "CreateContainer", request, CreateContainerResponse.Parser, ct);

    public Task<StartContainerResponse> StartContainerAsync(StartContainerRequest request, CancellationToken ct) =>
        WorkAsync(Runtime, "StartContainer", request, StartContainerResponse.Parser, ct);

    public Task<StopContainerResponse> StopContainerAsync(StopContainerRequest request, CancellationToken ct) =>
        CallAsync(
            Runtime,
            "StopContainer",
            request,
            StopContainerResponse.Parser,
            TimeSpan.FromSeconds(request.Timeout) + WorkTimeout,
            ct
        );

    public Task<RemoveContainerResponse> RemoveContainerAsync(RemoveContainerRequest request, CancellationToken ct) =>
        WorkAsync(Runtime, "RemoveContainer", request, RemoveContainerResponse.Parser, ct);

    public Task<ListContainersResponse> ListContainersAsync(ListContainersRequest request, CancellationToken ct) =>
        AskAsync(Runtime, "ListContainers", request, ListContainersResponse.Parser, ct);

    public Task<ContainerStatusResponse> ContainerStatusAsync(ContainerStatusRequest request, CancellationToken ct) =>
        AskAsync(Runtime, "ContainerStatus", request, ContainerStatusResponse.Parser, ct);

    /// <summary>Runs a command in a container to its end. A request without timeout waits as long as the command runs.</summary>
    public Task<ExecSyncResponse> ExecSyncAsync(ExecSyncRequest request, CancellationToken ct) =>
        CallAsync(
            Runtime,
            "ExecSync",
            request,
            ExecSyncResponse.Parser,
            request.Timeout == 0
                ? System.Threading.Timeout.InfiniteTimeSpan
                : TimeSpan.FromSeconds(request.Timeout) + AnswerTimeout,
            ct
        );

    public Task<ReopenContainerLogResponse> ReopenContainerLogAsync(
        ReopenContainerLogRequest request,
        CancellationToken ct
    ) => AskAsync(Runtime, "ReopenContainerLog", request, ReopenContainerLogResponse.Parser, ct);

    public Task<ListImagesResponse> ListImagesAsync(ListImagesRequest request, CancellationToken ct) =>
        AskAsync(Images, "ListImages", request, ListImagesResponse.Parser, ct);

    public Task<ImageStatusResponse> ImageStatusAsync(ImageStatusRequest request, CancellationToken ct) =>
        AskAsync(Images, "ImageStatus", request, ImageStatusResponse.Parser, ct);

    public Task<PullImageResponse> PullImageAsync(PullImageRequest request, CancellationToken ct) =>
        WorkAsync(Images, "PullImage", request, PullImageResponse.Parser, ct);

    public Task<RemoveImageResponse> RemoveImageAsync(RemoveImageRequest request, CancellationToken ct) =>
        WorkAsync(Images, "RemoveImage", request, RemoveImageResponse.Parser, ct);

    public void Dispose() => _http.Dispose();

    private Task<T> AskAsync<T>(
        string service,
        string method,
        IMessage request,
        MessageParser<T> parser,
        CancellationToken ct
    )
        where T : IMessage<T> => CallAsync(service, method, request, parser, AnswerTimeout, ct);

    private Task<T> WorkAsync<T>(
        string service,
        string method,
        IMessage request,
        MessageParser<T> parser,
        CancellationToken ct
    )
        where T : IMessage<T> => CallAsync(service, method, request, parser, WorkTimeout, ct);

    private async Task<T> CallAsync<T>(
        string service,
        string method,
        IMessage request,
        MessageParser<T> parser,
        TimeSpan timeout,
        CancellationToken ct
    )
        where T : IMessage<T>
    {
        using var deadline = new CancellationTokenSource(timeout, Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var message = MessageOf($"{service}/{method}", request);
            using var response = await _http.SendAsync(message, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            CheckStatus(method, response);
            return GrpcFrame.TryRead(body, out var content)
                ? parser.ParseFrom(content.Span)
                : throw Unreadable(method, "is cut off", null);
        }
        catch (HttpRequestException e)
        {
            throw new CriException(
                $"containerd does not answer on its CRI socket: {e.Message}",
                CriStatus.Unavailable,
                inner: e
            );
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Unreadable(method, $"cannot be read: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CriException(
                $"containerd did not answer {method} within {timeout.TotalSeconds:0} s",
                CriStatus.DeadlineExceeded,
                inner: e
            );
        }
    }

    private static HttpRequestMessage MessageOf(string path, IMessage request)
    {
        var content = new ByteArrayContent(GrpcFrame.Write(request));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var message = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return message;
    }

    private static void CheckStatus(string method, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            throw new CriException($"containerd answered {method} with HTTP {code}", CriStatus.Unknown);
        }
        // An answer without a message has its status among the headers.
        var status = First(response.TrailingHeaders, "grpc-status") ?? First(response.Headers, "grpc-status");
        if (status != "0")
        {
            var text = First(response.TrailingHeaders, "grpc-message") ?? First(response.Headers, "grpc-message");
            var detail = Uri.UnescapeDataString(text ?? "");
            throw new CriException(
                $"containerd answered {method} with gRPC status {status}: {detail}",
                int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? (CriStatus)number
                    : CriStatus.Unknown,
                detail
            );
        }
    }

    private static CriException Unreadable(string method, string problem, Exception? inner) =>
        new($"containerd's answer to {method} {problem}", CriStatus.DataLoss, inner: inner);

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
