namespace Graft.Kubernetes.Webhooks;

/// <summary>Keeps certificates for the life of the process: for a server of one replica.</summary>
public sealed class MemoryCertificateStore : ICertificateStore
{
    private volatile ServingCertificateBundle? _bundle;

    public Task<ServingCertificateBundle?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(_bundle);

    public Task SaveAsync(ServingCertificateBundle bundle, CancellationToken cancellationToken)
    {
        _bundle = bundle;
        return Task.CompletedTask;
    }
}
