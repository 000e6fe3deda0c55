using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;

namespace Graft.ResourceManager.Health;

/// <summary>Health and progress of daemon sets (wire contract 11).</summary>
internal static class DaemonSetHealth
{
    /// <summary>What is wrong; null when nothing is. A daemon set that no node wants is healthy.</summary>
    public static string? Problem(JsonObject item)
    {
        var daemonSet = item.Deserialize(DaemonSet.JsonTypeInfo)!;
        var status = daemonSet.Status ?? new DaemonSetStatus();
        var generation = daemonSet.Metadata.Generation ?? 0;
        var observed = status.ObservedGeneration ?? 0;
        var desired = status.DesiredNumberScheduled ?? 0;
        var current = status.CurrentNumberScheduled ?? 0;
        var misscheduled = status.NumberMisscheduled ?? 0;
        var unavailable = status.NumberUnavailable ?? 0;
        if (observed < generation)
        {
            return Invariant($"observed generation outdated ({observed}/{generation})");
        }
        if (current < desired)
        {
            return Invariant($"not enough scheduled pods ({current}/{desired})");
        }
        if (misscheduled > 0)
        {
            return Invariant($"misscheduled pods found ({misscheduled})");
        }
        if ((status.UpdatedNumberScheduled ?? 0) < desired)
        {
            var maximum = MaximumUnavailable(daemonSet, desired);
            return unavailable > maximum
                ? Invariant(
                    $"too many unavailable pods found ({unavailable}/{current}, only max. {maximum} unavailable pods allowed)"
                )
                : null;
        }
        return unavailable > 0 ? Invariant($"too many unavailable pods found ({unavailable}/{current})") : null;
    }

    /// <summary>What is still being rolled out; null when nothing is.</summary>
    public static string? Progress(JsonObject item)
    {
        var daemonSet = item.Deserialize(DaemonSet.JsonTypeInfo)!;
        var observed = daemonSet.Status?.ObservedGeneration ?? 0;
        var generation = daemonSet.Metadata.Generation ?? 0;
        var desired = daemonSet.Status?.DesiredNumberScheduled ?? 0;
        var updated = daemonSet.Status?.UpdatedNumberScheduled ?? 0;
        return observed < generation ? Invariant($"observed generation outdated ({observed}/{generation})")
            : updated < desired ? Invariant($"{updated} of {desired} replica(s) have been updated")
            : null;
    }

    private static int MaximumUnavailable(DaemonSet daemonSet, int desired)
    {
        var share = daemonSet.Spec?.UpdateStrategy?.RollingUpdate?.MaxUnavailable;
        if (share is not { } value)
        {
            return 1;
        }
        if (value.IsNumber)
        {
            return value.Number;
        }
        // Percentages are rounded up, as the daemon set controller does.
        return int.TryParse(
            value.ToString().TrimEnd('%'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var percent
        )
            ? (desired * percent + 99) / 100
            : 1;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
