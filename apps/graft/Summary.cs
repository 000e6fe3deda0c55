using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Landscape;

namespace Graft.Cli;

/// <summary>What a user has after <c>graft up</c>: pools with their nodes and runtimes, and how to reach them.</summary>
internal sealed class Summary(LocalLandscape landscape, TextWriter output)
{
    private static readonly string[] s_header = ["POOL", "IMAGE", "CRI", "RUNTIMES", "NODES"];

    public async Task WriteAsync(IReadOnlyList<ObjectKey> shoots, CancellationToken cancellationToken)
    {
        var contexts = new List<string>();
        foreach (var key in shoots)
        {
            var shoot = await landscape.Garden.FindAsync<Shoot>(key, cancellationToken);
            if (shoot?.Status?.TechnicalID is { Length: > 0 } technicalId)
            {
                contexts.Add(technicalId);
                await WriteShootAsync(shoot, technicalId, cancellationToken);
            }
        }
        await output.WriteLineAsync();
        await output.WriteLineAsync($"export KUBECONFIG={landscape.KubeconfigPath}");
        await output.WriteLineAsync("kubectl --context garden get shoots -A");
        if (contexts.Count > 0)
        {
            await output.WriteLineAsync($"kubectl --context {contexts[0]} get nodes,runtimeclass --show-labels");
        }
    }

    private async Task WriteShootAsync(Shoot shoot, string technicalId, CancellationToken cancellationToken)
    {
        using var client = landscape.ConnectShoot(technicalId);
        if (client is null)
        {
            return;
        }
        var nodes = await client.ListAsync<Api.Kubernetes.Node>(cancellationToken);
        var classes = await ListRuntimeClassesAsync(client, cancellationToken);
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"Shoot {shoot.Metadata.Namespace}/{shoot.Metadata.Name} ({technicalId}), Kubernetes {shoot.Spec?.Kubernetes?.Version}"
        );
        var rows = new List<string[]> { s_header };
        rows.AddRange((shoot.Spec?.Provider?.Workers ?? []).Select(pool => Row(pool, nodes.Items)));
        foreach (var line in TextTable.Format(rows))
        {
            await output.WriteLineAsync($"  {line}");
        }
        await output.WriteLineAsync("  RuntimeClasses: " + Joined(classes));
    }

    /// <summary>Old clusters serve the kind as a beta only.</summary>
    private static async Task<IEnumerable<string?>> ListRuntimeClassesAsync(
        IKubernetesClient client,
        CancellationToken cancellationToken
    )
    {
        var resource = Resource.Of<RuntimeClass>();
        foreach (var version in (string[])["v1", "v1beta1"])
        {
            try
            {
                var served = resource with { Type = resource.Type with { Version = version } };
                var list = await client.ListAsync(served, new ListOptions(), cancellationToken);
                return list.Items.Select(item => item.Metadata.Name);
            }
            catch (KubernetesException exception) when (exception.IsNotFound)
            {
                // Not served in this version.
            }
        }
        return [];
    }

    private static string[] Row(ShootWorker pool, IReadOnlyList<Api.Kubernetes.Node> nodes)
    {
        var own = nodes.Where(node =>
            node.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.WorkerPool) == pool.Name
        );
        return
        [
            pool.Name ?? "",
            $"{pool.Machine?.Image?.Name}@{pool.Machine?.Image?.Version}",
            pool.Cri?.Name ?? CriName.Docker,
            Joined(pool.Cri?.ContainerRuntimes?.Select(runtime => runtime.Type)),
            Joined(own.Select(node => $"{node.Metadata.Name} ({(IsReady(node) ? "Ready" : "NotReady")})")),
        ];
    }

    private static string Joined(IEnumerable<string?>? parts) =>
        string.Join(", ", parts ?? []) is { Length: > 0 } text ? text : "-";

    private static bool IsReady(Api.Kubernetes.Node node) =>
        node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
