using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Transport;

/// <summary>Connections that present one certificate and trust one set of authorities, closed by the last that lets go.</summary>
internal sealed class PooledConnections : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2Collection? _authorities;
    private readonly HttpClient _http;
    private int _holds = 1;
    private volatile bool _closed;

    public PooledConnections(
        ClusterConnection connection,
        KubernetesClientOptions options,
        X509Certificate2? certificate,
        X509Certificate2Collection? authorities
    )
    {
        _certificate = certificate;
        _authorities = authorities;
        // No time limit of HttpClient's own: it would end watches.
        _http = new HttpClient(ConnectionHandler.Create(connection, options, certificate, authorities))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public bool IsClosed => _closed;

    public bool Serves(X509Certificate2? certificate, X509Certificate2Collection? authorities) =>
        ReferenceEquals(certificate, _certificate) && ReferenceEquals(authorities, _authorities);

    public void Hold() => Interlocked.Increment(ref _holds);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _closed = true;
        _http.Dispose();
    }

    /// <summary>Returns as soon as the headers of the answer are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
}
