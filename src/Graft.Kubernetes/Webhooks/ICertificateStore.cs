namespace Graft.Kubernetes.Webhooks;

/// <summary>Where the certificates of a webhook server are kept between restarts and between replicas.</summary>
public interface ICertificateStore
{
    /// <summary>What is stored; null when nothing is.</summary>
    Task<ServingCertificateBundle?> LoadAsync(CancellationToken cancellationToken);

    Task SaveAsync(ServingCertificateBundle bundle, CancellationToken cancellationToken);
}
