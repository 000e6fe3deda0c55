using System.Diagnostics.Metrics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>Whether this process leads, by client-go's name.</summary>
internal static class LeaderMetrics
{
    private static readonly Gauge<long> s_status = Instruments.Meter.CreateGauge<long>(
        "leader_election_master_status",
        null,
        "Whether the process is master of the lease of this name: 0 is a backup, 1 the master. Group by name."
    );

    public static void Record(string lease, bool isLeader) =>
        s_status.Record(isLeader ? 1 : 0, new KeyValuePair<string, object?>("name", lease));
}
