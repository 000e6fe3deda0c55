using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Hosting;

/// <summary>A small plain-text server: answers GET on a few paths.</summary>
internal sealed class DiagnosticsServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private DiagnosticsServer(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Urls.First()).Port;

    public static async Task<DiagnosticsServer> StartAsync(
        ListenAddress address,
        IReadOnlyDictionary<string, Func<(int Code, string Text)>> pages,
        ILoggerFactory loggerFactory,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.Replace(ServiceDescriptor.Singleton(loggerFactory));
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            address.Listen(kestrel, _ => { });
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, pages));
        await application.StartAsync(cancellationToken);
        return new DiagnosticsServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(deadline.Token);
        await _application.DisposeAsync();
    }

    private static Task AnswerAsync(
        HttpContext context,
        IReadOnlyDictionary<string, Func<(int Code, string Text)>> pages
    )
    {
        var (code, text) = pages.TryGetValue(context.Request.Path.Value ?? "", out var page)
            ? page()
            : (StatusCodes.Status404NotFound, "not found\n");
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }
}
