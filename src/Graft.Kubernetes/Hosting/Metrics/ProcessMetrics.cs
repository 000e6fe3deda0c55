using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>
/// What Prometheus' client libraries say of a process, by their names. The runtime says more of itself through the meter
/// <c>System.Runtime</c>.
/// </summary>
internal sealed class ProcessMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Graft.Kubernetes.Process";

    private const string DescriptorsDirectory = "/proc/self/fd";
    private const string LimitsFile = "/proc/self/limits";
    private const string DescriptorsLimit = "Max open files";

    private readonly Meter _meter = new(MeterName);
    private readonly Process _process = Process.GetCurrentProcess();

    public ProcessMetrics()
    {
        _meter.CreateObservableCounter(
            "process_cpu_seconds_total",
            () => Environment.CpuUsage.TotalTime.TotalSeconds,
            "s",
            "Total user and system CPU time spent in seconds."
        );
        _meter.CreateObservableGauge(
            "process_resident_memory_bytes",
            () => Environment.WorkingSet,
            "By",
            "Resident memory size in bytes."
        );
        _meter.CreateObservableGauge(
            "process_virtual_memory_bytes",
            VirtualMemory,
            "By",
            "Virtual memory size in bytes."
        );
        var started = (_process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        _meter.CreateObservableGauge(
            "process_start_time_seconds",
            () => started,
            "s",
            "Start time of the process since unix epoch in seconds."
        );
        if (!Directory.Exists(DescriptorsDirectory))
        {
            return;
        }
        _meter.CreateObservableGauge(
            "process_open_fds",
            () => Directory.EnumerateFileSystemEntries(DescriptorsDirectory).Count(),
            null,
            "Number of open file descriptors."
        );
        if (MostDescriptors() is { } most)
        {
            _meter.CreateObservableGauge(
                "process_max_fds",
                () => most,
                null,
                "Maximum number of open file descriptors."
            );
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _process.Dispose();
    }

    private long VirtualMemory()
    {
        _process.Refresh();
        return _process.VirtualMemorySize64;
    }

    /// <summary>The soft limit, the first of two numbers in its line; null where there is none.</summary>
    private static double? MostDescriptors()
    {
        var line = File.ReadLines(LimitsFile)
            .FirstOrDefault(line => line.StartsWith(DescriptorsLimit, StringComparison.Ordinal));
        var words = line?[DescriptorsLimit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words is [var soft, ..]
            && double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : null;
    }
}
