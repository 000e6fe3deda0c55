using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Versions;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>
/// What <c>/metrics</c> shows, in Prometheus' text format and under kube-apiserver's names: requests and how long they
/// took, open watches, stored objects, and the process.
/// </summary>
internal sealed class ServerMetrics(ObjectStore store, Func<string> version, TimeProvider time)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Buckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 1, 2, 5, 10, 60];

    private readonly ConcurrentDictionary<(RequestSeries Series, int Code), Counter> _requests = new();
    private readonly ConcurrentDictionary<RequestSeries, Histogram> _durations = new();
    private readonly ConcurrentDictionary<RequestSeries, Counter> _longRunning = new();

    public ObservedRequest Observe(HttpContext http) => new(this, http, time.GetTimestamp());

    /// <summary>A watch begins.</summary>
    public void Begin(RequestSeries series) => _longRunning.GetOrAdd(series, _ => new Counter()).Add(1);

    /// <summary>A request has been answered. How long a watch was open says nothing about the server.</summary>
    public void End(RequestSeries series, bool isLongRunning, int code, long startedAt)
    {
        _requests.GetOrAdd((series, code), _ => new Counter()).Add(1);
        if (isLongRunning)
        {
            _longRunning[series].Add(-1);
        }
        else
        {
            _durations.GetOrAdd(series, _ => new Histogram()).Add(time.GetElapsedTime(startedAt).TotalSeconds);
        }
    }

    public byte[] Write()
    {
        var text = new StringBuilder();
        Family(text, "apiserver_request_total", "counter", "Requests by what they were about and how they ended.");
        foreach (var ((series, code), count) in _requests)
        {
            Sample(text, "apiserver_request_total", $"{Labels(series)},code=\"{code}\"", count.Value);
        }
        Family(text, "apiserver_longrunning_requests", "gauge", "Watches that are open.");
        foreach (var (series, count) in _longRunning)
        {
            Sample(text, "apiserver_longrunning_requests", Labels(series), count.Value);
        }
        WriteDurations(text);
        Family(text, "apiserver_storage_objects", "gauge", "Stored objects by resource.");
        foreach (var (resource, count) in store.Current.Counts())
        {
            Sample(text, "apiserver_storage_objects", $"resource=\"{resource}\"", count);
        }
        WriteProcess(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void WriteDurations(StringBuilder text)
    {
        const string Name = "apiserver_request_duration_seconds";
        Family(text, Name, "histogram", "How long requests took, watches left out.");
        foreach (var (series, histogram) in _durations)
        {
            var labels = Labels(series);
            var (counts, sum, total) = histogram.Read();
            for (var i = 0; i < Buckets.Length; i++)
            {
                Sample(text, $"{Name}_bucket", $"{labels},le=\"{Text(Buckets[i])}\"", counts[i]);
            }
            Sample(text, $"{Name}_bucket", $"{labels},le=\"+Inf\"", total);
            Sample(text, $"{Name}_sum", labels, sum);
            Sample(text, $"{Name}_count", labels, total);
        }
    }

    private void WriteProcess(StringBuilder text)
    {
        var git = version();
        var parsed = KubernetesVersion.Parse(git);
        Family(text, "kubernetes_build_info", "gauge", "The version that is served.");
        Sample(
            text,
            "kubernetes_build_info",
            $"git_version=\"{git}\",major=\"{parsed.Major}\",minor=\"{parsed.Minor}\"",
            1
        );
        using var process = Process.GetCurrentProcess();
        Family(text, "process_resident_memory_bytes", "gauge", "Memory of the process.");
        Sample(text, "process_resident_memory_bytes", "", process.WorkingSet64);
        Family(text, "process_cpu_seconds_total", "counter", "Processor time of the process.");
        Sample(text, "process_cpu_seconds_total", "", process.TotalProcessorTime.TotalSeconds);
        Family(text, "process_start_time_seconds", "gauge", "When the process started, since the Unix epoch.");
        Sample(
            text,
            "process_start_time_seconds",
            "",
            new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds()
        );
    }

    private static void Family(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }
        text.Append(' ').Append(Text(value)).Append('\n');
    }

    private static string Labels(RequestSeries series) =>
        $"verb=\"{series.Verb}\",group=\"{series.Group}\",version=\"{series.Version}\",resource=\"{series.Resource}\",subresource=\"{series.Subresource}\"";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Counter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long change) => Interlocked.Add(ref _value, change);
    }

    private sealed class Histogram
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[Buckets.Length];
        private double _sum;
        private long _total;

        public void Add(double seconds)
        {
            lock (_lock)
            {
                for (var i = 0; i < Buckets.Length; i++)
                {
                    _counts[i] += seconds <= Buckets[i] ? 1 : 0;
                }
                _sum += seconds;
                _total++;
            }
        }

        public (long[] Counts, double Sum, long Total) Read()
        {
            lock (_lock)
            {
                return ([.. _counts], _sum, _total);
            }
        }
    }
}
