using System.Globalization;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Keeps certificates for the life of the process: for a server of one replica.</summary>
public sealed class MemoryCertificateStore : ICertificateStore
{
    private readonly Lock _lock = new();
    private StoredCertificates _stored = new(null, null);
    private long _version;

    /// <inheritdoc/>
    public Task<StoredCertificates> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_stored);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TrySaveAsync(
        ServingCertificateBundle bundle,
        string? version,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            if (version != _stored.Version)
            {
                return Task.FromResult(false);
            }
            _version++;
            _stored = new StoredCertificates(bundle, _version.ToString(CultureInfo.InvariantCulture));
            return Task.FromResult(true);
        }
    }
}
