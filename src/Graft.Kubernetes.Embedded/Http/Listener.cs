using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>
/// The one HTTPS listener of a control plane; finds a request's cluster by the first part of its path. Where there is but
/// one cluster, it is found by the empty name, for paths that name none.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Listener(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<Listener> StartAsync(
        EmbeddedControlPlaneOptions options,
        X509Certificate2 certificate,
        X509Certificate2 authority,
        Func<string, ClusterHandler?> find,
        Func<string, bool> willBeThere,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options.Port, certificate, authority));
        var application = builder.Build();
        application.Run(http => RouteAsync(http, find, willBeThere));
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new Listener(application, new Uri(addresses.Addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(
        KestrelServerOptions kestrel,
        int port,
        X509Certificate2 certificate,
        X509Certificate2 authority
    )
    {
        kestrel.AddServerHeader = false;
        // Warnings name fields of the body, which may be any Unicode.
        kestrel.ResponseHeaderEncodingSelector = name => name == "Warning" ? Encoding.UTF8 : null;
        kestrel.Limits.MaxRequestBodySize = RequestBody.Limit + 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        var context = SslStreamCertificateContext.Create(certificate, [authority], offline: true);
#pragma warning disable CA5359 // Who a certificate makes of its bearer is decided per request; having none is no fault.
        var tls = new TlsHandshakeCallbackOptions
        {
            OnConnection = _ =>
                ValueTask.FromResult(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = context,
                        ClientCertificateRequired = true,
                        AllowRenegotiation = false,
                        RemoteCertificateValidationCallback = (_, _, _, _) => true,
                        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    }
                ),
        };
#pragma warning restore CA5359
        kestrel.Listen(
            IPAddress.Loopback,
            port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(tls);
            }
        );
    }

    private static Task RouteAsync(HttpContext http, Func<string, ClusterHandler?> find, Func<string, bool> willBeThere)
    {
        var path = http.Request.Path.Value ?? "/";
        const string Prefix = "/clusters/";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return find("") is { } only ? only.HandleAsync(http, path) : OfNoClusterAsync(http, path);
        }
        var end = path.IndexOf('/', Prefix.Length);
        var name = end < 0 ? path[Prefix.Length..] : path[Prefix.Length..end];
        if (find(name) is not { } handler)
        {
            if (willBeThere(name))
            {
                // Not found would tell its clients that their objects are gone.
                http.Response.Headers.RetryAfter = "1";
                return http.WriteErrorAsync(
                    new ApiException(503, "ServiceUnavailable", $"the cluster \"{name}\" is not served yet")
                );
            }
            return http.WriteErrorAsync(
                new ApiException(404, "NotFound", $"this control plane has no cluster \"{name}\"")
            );
        }
        http.Request.PathBase = Prefix + name;
        return handler.HandleAsync(http, end < 0 ? "/" : path[end..]);
    }

    /// <summary>
    /// <c>kubectl get --raw</c> leaves out the path of the server's address: the answer says how to name a cluster.
    /// </summary>
    private static Task OfNoClusterAsync(HttpContext http, string path) =>
        path is "/healthz" or "/livez" or "/readyz"
            ? http.WriteTextAsync(200, "ok")
            : http.WriteErrorAsync(
                new ApiException(404, "NotFound", $"{path} names no cluster: paths begin with /clusters/<name>")
            );
}
