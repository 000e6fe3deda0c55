using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Hosting;

/// <summary>A small server for probes and scrapers: answers GET and HEAD.</summary>
internal sealed class DiagnosticsServer : IAsyncDisposable
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private DiagnosticsServer(WebApplication application) => _application = application;

    /// <summary>The port that is listened on.</summary>
    public int Port => new Uri(_application.Urls.First()).Port;

    /// <summary>Serves at the address that a flag gives; null where it is <c>0</c>.</summary>
    /// <exception cref="IOException">Nothing can be listened to there; the message names the flag.</exception>
    public static async Task<DiagnosticsServer?> StartAsync(
        string flag,
        string address,
        RequestDelegate page,
        CancellationToken cancellationToken
    )
    {
        if (!ListenAddress.TryParse(address, out var parsed))
        {
            return null;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(NullLoggerFactory.Instance));
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            parsed.Listen(kestrel, _ => { });
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, page));
        try
        {
            await application.StartAsync(cancellationToken);
            return new DiagnosticsServer(application);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync();
            if (exception is IOException or System.Net.Sockets.SocketException)
            {
                throw new IOException($"{flag}: cannot listen to {address}: {exception.Message}", exception);
            }
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(s_endLimit);
        await _application.StopAsync(deadline.Token);
        await _application.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, RequestDelegate page)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return page(context);
        }
        context.Response.Headers.Allow = "GET, HEAD";
        return PlainText.WriteAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            "only GET and HEAD are served here\n"
        );
    }
}
