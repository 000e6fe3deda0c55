using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Connections;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// The connections of a client. A connection keeps the certificate it began with; when another is to be presented, or other
/// authorities are to be trusted, new requests go over new connections, and the old ones are closed with the last request
/// that is still under way on them.
/// </summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly KubernetesClientOptions _options;
    private readonly RenewedFiles<X509Certificate2Collection>? _authorities;
    private readonly Lock _lock = new();
    private readonly HashSet<PooledConnections> _alive = [];
    private PooledConnections? _current;
    private bool _disposed;

    public ConnectionPool(
        ClusterConnection connection,
        KubernetesClientOptions options,
        TimeProvider time,
        ILogger logger
    )
    {
        _connection = connection;
        _options = options;
        _authorities = connection.CertificateAuthorityFile is { } file
            ? new(
                [file],
                texts => ClientCertificates.AuthoritiesFromPem(texts[0]),
                connection.CertificateAuthorities,
                time,
                logger
            )
            : null;
    }

    /// <summary>The connections for a caller with this certificate. They must be released.</summary>
    public async ValueTask<PooledConnections> RentAsync(
        X509Certificate2? certificate,
        CancellationToken cancellationToken
    )
    {
        var authorities = _authorities is null
            ? _connection.CertificateAuthorities
            : await _authorities.GetAsync(renew: false, cancellationToken);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is null || !_current.Serves(certificate, authorities))
            {
                var old = _current;
                _current = new PooledConnections(_connection, _options, certificate, authorities);
                _alive.Add(_current);
                old?.Release();
                _alive.RemoveWhere(connections => connections.IsClosed);
            }
            _current.Hold();
            return _current;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var connections in _alive)
            {
                connections.Dispose();
            }
            _alive.Clear();
        }
        _authorities?.Dispose();
    }
}
