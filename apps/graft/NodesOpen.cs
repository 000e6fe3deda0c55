using System.Globalization;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Cli;

/// <summary>
/// Waits until the nodes of a Shoot take pods: while a node's critical components, such as its runtimes' installers, are not
/// ready, it has a taint. The Shoot itself may be well before: an installer whose first node has not come yet lacks nothing.
/// </summary>
internal sealed class NodesOpen(IKubernetesClient shoot, ObjectKey key)
{
    /// <summary>What keeps a node closed when the time is up; null where all are open.</summary>
    public async Task<string?> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var closed = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                var nodes = await shoot.ListAsync<Api.Kubernetes.Node>(deadline.Token);
                closed = [.. nodes.Items.Where(IsClosed).Select(node => node.Metadata.Name!)];
                if (closed.Count == 0)
                {
                    return null;
                }
                var changes = shoot.WatchAsync<Api.Kubernetes.Node>(
                    new WatchOptions { ResourceVersion = nodes.ResourceVersion },
                    deadline.Token
                );
                await foreach (var change in changes)
                {
                    if (change.Type is not WatchEventType.Bookmark)
                    {
                        break;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var waited = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return $"Shoot {key}: after {waited}s the critical components are not ready on {string.Join(", ", closed)}; "
                + "kubectl describe pods -n kube-system says why";
        }
    }

    private static bool IsClosed(Api.Kubernetes.Node node) =>
        node.Spec?.Taints?.Any(taint => taint.Key == WellKnown.Taints.CriticalComponentsNotReady) == true;
}
