using System.Globalization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>
/// When each node was last heard of: whenever its Lease or the heartbeat of its Ready condition changes. Only the time of the
/// change counts, by this process's clock; the times that the node writes may be off.
/// </summary>
internal sealed class NodeHealth(TimeProvider time)
{
    private readonly Dictionary<string, (string Heartbeat, DateTimeOffset SeenAt)> _nodes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>How long nothing was heard of a node.</summary>
    public TimeSpan SilenceOf(StoredObject node, StoredObject? lease)
    {
        var now = time.GetUtcNow();
        var heartbeat = string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Uid} {NodeConditions.Find(node.Value, "Ready")?.Text("lastHeartbeatTime")} {lease?.Value.Text("spec", "renewTime")}"
        );
        lock (_lock)
        {
            if (!_nodes.TryGetValue(node.Name, out var last) || last.Heartbeat != heartbeat)
            {
                _nodes[node.Name] = last = (heartbeat, now);
            }
            return now - last.SeenAt;
        }
    }

    public void Forget(string node)
    {
        lock (_lock)
        {
            _nodes.Remove(node);
        }
    }

    /// <summary>This process did not run for a while: nobody could be heard of, and everybody gets time anew.</summary>
    public void StartAnew()
    {
        lock (_lock)
        {
            _nodes.Clear();
        }
    }
}
