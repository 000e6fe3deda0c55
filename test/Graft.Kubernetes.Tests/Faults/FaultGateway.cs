using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>
/// A reverse proxy before a cluster that ends TLS, and so can do what only something in the middle of HTTP can: refuse with
/// any status, and put events into watches.
/// </summary>
internal sealed class FaultGateway : IAsyncDisposable
{
    private static readonly string[] s_passed = ["Accept", "Authorization", "User-Agent"];
    private readonly TestAuthority _authority = new();
    private readonly EmbeddedCluster _cluster;
    private readonly HttpClient _upstream;
    private readonly ConcurrentDictionary<HttpContext, OpenWatch> _watches = [];
    private ScriptedServer _server = null!;

    private FaultGateway(EmbeddedCluster cluster)
    {
        _cluster = cluster;
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(cluster.Connection.CertificateAuthorities!);
        _upstream = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asked for every request; true when it has answered in the cluster's place.</summary>
    public Func<HttpContext, Task<bool>> Refuses { get; set; } = _ => Task.FromResult(false);

    /// <summary>How to reach the cluster by the gateway, as its administrator.</summary>
    public ClusterConnection Connection =>
        new()
        {
            Server = new Uri($"https://localhost:{_server.Address.Port}{_cluster.Server.AbsolutePath}"),
            Token = _cluster.Token,
            CertificateAuthorities = _authority.Certificates,
        };

    public static async Task<FaultGateway> StartAsync(EmbeddedCluster cluster)
    {
        var gateway = new FaultGateway(cluster);
        gateway._server = await ScriptedServer.StartAsync(
            gateway.AnswerAsync,
            listen => listen.UseHttps(gateway._authority.IssueCertificate("localhost"))
        );
        return gateway;
    }

    /// <summary>Puts an error event into every watch that is open, and ends it.</summary>
    public async Task BreakWatchesAsync(string status)
    {
        foreach (var context in _watches.Keys)
        {
            if (_watches.TryRemove(context, out var watch))
            {
                await BreakAsync(context, watch, status);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _upstream.Dispose();
    }

    private static async Task BreakAsync(HttpContext context, OpenWatch watch, string status)
    {
        await watch.Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!watch.IsGone)
            {
                await context.SendEventAsync(Answers.Event("ERROR", status));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            // It ended by itself at this moment.
        }
        finally
        {
            await watch.Over.CancelAsync();
            watch.Turn.Release();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (await Refuses(context))
        {
            return;
        }
        try
        {
            using var request = await RequestAsync(context);
            using var response = await _upstream.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                context.RequestAborted
            );
            await PassOnAsync(context, response);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // One of both sides has gone.
            context.Abort();
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpContext context)
    {
        var target = new Uri(_cluster.Server, context.Request.GetEncodedPathAndQuery());
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target)
        {
            Version = HttpVersion.Version20,
        };
        foreach (var name in s_passed)
        {
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)context.Request.Headers[name]);
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }
        return request;
    }

    private async Task PassOnAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        var isWatch = context.Request.Query.ContainsKey("watch") && response.IsSuccessStatusCode;
        var watch = new OpenWatch(context.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (isWatch)
        {
            _watches[context] = watch;
        }
        try
        {
            await CopyAsync(body, context, watch, isWatch);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // It was broken, and ends here as any other does.
        }
        finally
        {
            _watches.TryRemove(context, out _);
            // Whoever breaks it at this moment is done before it goes.
            await watch.Turn.WaitAsync(CancellationToken.None);
            watch.IsGone = true;
            watch.Turn.Release();
        }
    }

    private static async Task CopyAsync(Stream body, HttpContext context, OpenWatch watch, bool wholeLines)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadPartAsync(body, buffer, wholeLines, watch.Over.Token) is > 0 and var count)
        {
            await watch.Turn.WaitAsync(watch.Over.Token);
            try
            {
                watch.Over.Token.ThrowIfCancellationRequested();
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
            finally
            {
                watch.Turn.Release();
            }
        }
    }

    /// <summary>Of a watch whole lines only, so that something can be put between two of them.</summary>
    private static async Task<int> ReadPartAsync(
        Stream body,
        byte[] buffer,
        bool wholeLines,
        CancellationToken cancellationToken
    )
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        while (wholeLines && count > 0 && count < buffer.Length && buffer[count - 1] != '\n')
        {
            var more = await body.ReadAsync(buffer.AsMemory(count), cancellationToken);
            count += more;
            if (more == 0)
            {
                break;
            }
        }
        return count;
    }

    /// <summary>A watch that passes through: whose turn it is to write into it, and its end.</summary>
    private sealed class OpenWatch(CancellationToken aborted) : IDisposable
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public bool IsGone { get; set; }

        public CancellationTokenSource Over { get; } = CancellationTokenSource.CreateLinkedTokenSource(aborted);

        public void Dispose()
        {
            Turn.Dispose();
            Over.Dispose();
        }
    }
}
