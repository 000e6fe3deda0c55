namespace Graft.Kubernetes.Webhooks;

/// <summary>Where the certificates of a webhook server are kept between restarts and between replicas.</summary>
public interface ICertificateStore
{
    /// <summary>What is stored.</summary>
    Task<StoredCertificates> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores certificates in place of the version that was loaded. False: another replica was quicker, nothing is changed.
    /// </summary>
    Task<bool> TrySaveAsync(ServingCertificateBundle bundle, string? version, CancellationToken cancellationToken);
}
