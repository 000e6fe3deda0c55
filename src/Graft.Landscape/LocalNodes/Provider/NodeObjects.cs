using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>Removes what a machine leaves in its cluster: its pods, its Lease, its Node.</summary>
internal static class NodeObjects
{
    public static async Task DeleteAsync(IKubernetesClient shoot, string node, CancellationToken cancellationToken)
    {
        await shoot.TryDeleteAsync<Api.Kubernetes.Node>(new ObjectKey(null, node), cancellationToken);
        await shoot.TryDeleteAsync<Lease>(new ObjectKey("kube-node-lease", node), cancellationToken);
        var pods = await shoot.ListAsync<Pod>(cancellationToken);
        foreach (var pod in pods.Items.Where(pod => pod.Spec?.NodeName == node))
        {
            var key = new ObjectKey(pod.Metadata.Namespace, pod.Metadata.Name!);
            await shoot.TryDeleteAsync<Pod>(key, new DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken);
        }
    }
}
