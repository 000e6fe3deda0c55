using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Graft.Kubernetes.Telemetry;

/// <summary>
/// Gauges that are read when somebody looks, from every source that lives. What a source no longer reports vanishes with
/// it, and a listener that comes late reads the truth.
/// </summary>
internal sealed class LiveGauges<TSource>
    where TSource : class
{
    private readonly ConcurrentDictionary<TSource, byte> _sources = new(ReferenceEqualityComparer.Instance);

    /// <summary>One gauge over all sources.</summary>
    public LiveGauges<TSource> With(
        string name,
        string? unit,
        string description,
        Func<TSource, Measurement<double>> read
    )
    {
        Instruments.Meter.CreateObservableGauge(name, () => _sources.Keys.Select(read), unit, description);
        return this;
    }

    public void Add(TSource source) => _sources[source] = 0;

    public void Remove(TSource source) => _sources.TryRemove(source, out _);
}
