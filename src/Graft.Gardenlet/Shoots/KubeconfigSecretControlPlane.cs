using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// For standalone mode: somebody else runs the Shoot's API server and has put an administrator's kubeconfig into the Secret
/// <c>gardener</c> of its seed namespace, key <c>kubeconfig</c>; somebody else also runs its resource manager. Neither is
/// ended by a deletion, but the Secret goes with the namespace.
/// </summary>
internal sealed class KubeconfigSecretControlPlane(IKubernetesClient seed) : IShootControlPlane
{
    private const string SecretName = "gardener";

    private const string DataKey = "kubeconfig";

    public async Task<ClusterConnection> EnsureAsync(
        string technicalId,
        string version,
        CancellationToken cancellationToken
    )
    {
        var key = new ObjectKey(technicalId, SecretName);
        var secret = await seed.FindAsync<Secret>(key, cancellationToken);
        return secret?.GetText(DataKey) is { } kubeconfig
            ? ClusterConnection.FromKubeconfig(kubeconfig)
            : throw new InvalidOperationException(
                $"Secret {key} with the kubeconfig of the Shoot's API server (key {DataKey}) does not exist in the seed"
            );
    }

    public Task EnsureResourceManagerAsync(
        string technicalId,
        ClusterConnection shoot,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task DeleteAsync(string technicalId, CancellationToken cancellationToken) => Task.CompletedTask;
}
