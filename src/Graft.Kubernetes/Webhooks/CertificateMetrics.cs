using System.Diagnostics.Metrics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Webhooks;

/// <summary>How often serving certificates were read, by controller-runtime's names.</summary>
internal static class CertificateMetrics
{
    private static readonly Counter<long> s_reads = Instruments.Meter.CreateCounter<long>(
        "certwatcher_read_certificate_total",
        null,
        "Total number of certificate reads"
    );
    private static readonly Counter<long> s_errors = Instruments.Meter.CreateCounter<long>(
        "certwatcher_read_certificate_errors_total",
        null,
        "Total number of certificate read errors"
    );

    public static void Read() => s_reads.Add(1);

    public static void Failed() => s_errors.Add(1);
}
