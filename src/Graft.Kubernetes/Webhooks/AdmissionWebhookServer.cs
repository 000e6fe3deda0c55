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
/// Serves admission webhooks over TLS. The certificate is looked up per connection, so that a renewed one is served without a
/// restart: one of <see cref="ServingCertificates"/> that the server makes itself, or a <see cref="MountedCertificate"/>.
/// </summary>
public sealed class AdmissionWebhookServer(
    AdmissionWebhookServerOptions options,
    IServingCertificate certificate,
    TimeProvider time,
    ILoggerFactory loggerFactory
) : IAsyncDisposable
{
    private readonly Dictionary<string, AdmissionEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly ILogger _logger = loggerFactory.CreateLogger<AdmissionWebhookServer>();
    private WebApplication? _application;

    /// <summary>The port that is listened on; known once started.</summary>
    public int Port =>
        _application is null
            ? throw new InvalidOperationException("The server has not been started.")
            : new Uri(_application.Urls.First()).Port;

    /// <summary>Answers a path. To be called before the server is started.</summary>
    public AdmissionWebhookServer Map(string path, AdmissionHandler handler)
    {
        _endpoints.Add(path, new AdmissionEndpoint(path, handler, options, time, _logger));
        return this;
    }

    /// <summary>Listens from now on. Connections are refused as long as there is no certificate.</summary>
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
        application.Run(AnswerAsync);
        _application = application;
        await application.StartAsync(cancellationToken);
    }

    /// <summary>Takes no more connections and lets running requests end.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
        foreach (var endpoint in _endpoints.Values)
        {
            endpoint.Dispose();
        }
    }

    private Task AnswerAsync(HttpContext context) =>
        _endpoints.TryGetValue(context.Request.Path.Value ?? "", out var endpoint)
            ? endpoint.HandleAsync(context)
            : PlainText.NotFoundAsync(context);

    private ValueTask<SslServerAuthenticationOptions> AuthenticateAsync(TlsHandshakeCallbackContext context) =>
        ValueTask.FromResult(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext =
                    certificate.Context ?? throw new AuthenticationException("There is no serving certificate yet."),
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }
        );
}
