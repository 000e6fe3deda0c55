using System.Net.Security;
using System.Security.Authentication;
using Graft.Kubernetes.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Serves admission webhooks over TLS. The certificate of <see cref="ServingCertificates"/> is looked up per connection,
/// so that a renewed one is served without a restart.
/// </summary>
public sealed class AdmissionWebhookServer(
    AdmissionWebhookServerOptions options,
    ServingCertificates certificates,
    ILoggerFactory loggerFactory
) : IAsyncDisposable
{
    private readonly Dictionary<string, AdmissionHandler> _handlers = new(StringComparer.Ordinal);
    private WebApplication? _application;

    /// <summary>The port that is listened on; known once started.</summary>
    public int Port =>
        _application is null
            ? throw new InvalidOperationException("The server has not been started.")
            : new Uri(_application.Urls.First()).Port;

    /// <summary>Answers a path. To be called before the server is started.</summary>
    public AdmissionWebhookServer Map(string path, AdmissionHandler handler)
    {
        _handlers.Add(path, handler);
        return this;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.Replace(ServiceDescriptor.Singleton(loggerFactory));
        // Signals are the process's business, not this server's.
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaximumBodyBytes;
            new ListenAddress(options.Address, options.Port).Listen(
                kestrel,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = AuthenticateAsync });
                }
            );
        });
        var application = builder.Build();
        var logger = loggerFactory.CreateLogger<AdmissionWebhookServer>();
        foreach (var (path, handler) in _handlers)
        {
            var endpoint = new AdmissionEndpoint(handler, logger);
            application.Map(path, branch => branch.Run(endpoint.HandleAsync));
        }
        application.Run(NotFoundAsync);
        _application = application;
        await application.StartAsync(cancellationToken);
    }

    /// <summary>Takes no more connections and lets running requests end.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ValueTask<SslServerAuthenticationOptions> AuthenticateAsync(TlsHandshakeCallbackContext context) =>
        ValueTask.FromResult(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext =
                    certificates.Context ?? throw new AuthenticationException("There is no serving certificate yet."),
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }
        );

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
