using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>
/// Tells in Event objects what the cluster's own controllers do. The same thing told again within ten minutes counts up the
/// event that is there.
/// </summary>
internal sealed class ClusterEvents(LogicalCluster cluster, string component, TimeProvider time)
{
    private const int Remembered = 4096;
    private static readonly GroupResource Events = new("", "events");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly ClusterWrites _writes = new(cluster, component);
    private readonly Dictionary<
        (string About, string Reason, string Message),
        (ObjectId Id, DateTimeOffset At)
    > _told = [];
    private readonly Lock _lock = new();

    /// <param name="about">The object: its kind, namespace, name and uid.</param>
    /// <param name="type"><c>Normal</c> or <c>Warning</c>.</param>
    /// <param name="reason">A word for programs.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public async Task TellAsync(
        EventSubject about,
        string type,
        string reason,
        string message,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var key = (about.Uid, reason, message);
        if (Recall(key, now) is { } id && _writes.Find(id) is { } earlier)
        {
            await _writes.UpdateAsync(earlier, null, value => CountUp(value, now), cancellationToken);
            return;
        }
        var place = about.Namespace.Length == 0 ? "default" : about.Namespace;
        var name = $"{about.Name}.{now.UtcTicks.ToString("x", CultureInfo.InvariantCulture)}";
        Remember(key, new ObjectId(Events, place, name), now);
        await _writes.CreateAsync(Events, place, Event(about, name, type, reason, message, now), cancellationToken);
    }

    private JsonObject Event(
        EventSubject about,
        string name,
        string type,
        string reason,
        string message,
        DateTimeOffset now
    ) =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["involvedObject"] = about.ToJson(),
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = type,
            ["source"] = new JsonObject { ["component"] = component },
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
            ["firstTimestamp"] = ObjectPreparation.Time(now),
            ["lastTimestamp"] = ObjectPreparation.Time(now),
            ["count"] = 1,
            ["eventTime"] = null,
        };

    private static void CountUp(JsonObject value, DateTimeOffset now)
    {
        value["count"] = (value.Number("count") ?? 1) + 1;
        value["lastTimestamp"] = ObjectPreparation.Time(now);
    }

    private ObjectId? Recall((string, string, string) key, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _told.TryGetValue(key, out var earlier) && now - earlier.At < Window ? earlier.Id : null;
        }
    }

    private void Remember((string, string, string) key, ObjectId id, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_told.Count >= Remembered)
            {
                _told.Clear();
            }
            _told[key] = (id, now);
        }
    }
}
