using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>Whether every pool has the nodes that it needs, ready and at the delivered configuration.</summary>
internal sealed class ShootNodes(IKubernetesClient shoot, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    public async Task WaitUntilReadyAsync(ShootObjects objects, CancellationToken cancellationToken)
    {
        var pools = new List<WantedNodes>();
        foreach (var pool in objects.Worker?.Spec?.Pools ?? [])
        {
            var secret = await shoot.GetAsync<Secret>(
                new ObjectKey(ShootNamespaces.System, pool.NodeAgentSecretName!),
                cancellationToken
            );
            var checksum = secret.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ChecksumDataScript);
            pools.Add(new WantedNodes(pool.Name!, pool.NodeAgentSecretName!, pool.Minimum ?? 0, checksum ?? ""));
        }
        await new LiveWait<Node>(shoot, new ListOptions(), s_limit, time).UntilAsync(
            nodes => pools.Select(pool => pool.Check(nodes)).FirstOrDefault(problem => problem is not null),
            cancellationToken
        );
    }

    internal sealed record WantedNodes(string Pool, string Key, int Minimum, string Checksum)
    {
        public string? Check(IReadOnlyCollection<Node> nodes)
        {
            var own = nodes.Where(node => Label(node, WellKnown.Labels.WorkerPool) == Pool).ToList();
            var current = own.Where(node => Label(node, WellKnown.Labels.NodeAgentSecretName) == Key).ToList();
            var ready = current.Where(IsReady).ToList();
            if (ready.Count < Minimum)
            {
                return $"not enough ready worker nodes in worker pool \"{Pool}\": {ready.Count} of {Minimum}";
            }
            var outdated = ready.Find(node => Annotation(node) != Checksum);
            return outdated is null
                ? null
                : $"node \"{outdated.Metadata.Name}\" of worker pool \"{Pool}\" has not applied its operating system "
                    + "configuration yet";
        }

        private static bool IsReady(Node node) =>
            node.Metadata.DeletionTimestamp is null
            && node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

        private static string? Label(Node node, string key) => node.Metadata.Labels?.GetValueOrDefault(key);

        private static string? Annotation(Node node) =>
            node.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ChecksumCloudConfigData);
    }
}
