using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>Adds up what meters measure from now on, and writes it for Prometheus.</summary>
internal sealed partial class MetricRegistry : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _scrape = new();
    private readonly MeterNames _meters;
    private readonly ILogger _logger;

    public MetricRegistry(MeterNames meters, ILogger logger)
    {
        _meters = meters;
        _logger = logger;
        _listener.InstrumentPublished = Published;
        _listener.SetMeasurementEventCallback<double>(Measured);
        _listener.SetMeasurementEventCallback<float>(Measured);
        _listener.SetMeasurementEventCallback<decimal>(Measured);
        _listener.SetMeasurementEventCallback<long>(Measured);
        _listener.SetMeasurementEventCallback<int>(Measured);
        _listener.SetMeasurementEventCallback<short>(Measured);
        _listener.SetMeasurementEventCallback<byte>(Measured);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Everything known, one metric after the other by name.</summary>
    public string Write(ExpositionFormat format)
    {
        lock (_scrape)
        {
            Observe();
            var output = new StringBuilder();
            var writer = new ExpositionWriter(output, format);
            foreach (var family in _families.Values.OrderBy(one => one.Description.Name, StringComparer.Ordinal))
            {
                family.Write(writer);
            }
            writer.End();
            return output.ToString();
        }
    }

    private void Observe()
    {
        foreach (var family in _families.Values)
        {
            family.BeginObservation();
        }
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException exception)
        {
            // Some instrument's own callback; the others have been read.
            Log.NotObserved(_logger, exception);
        }
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!_meters.Contains(instrument.Meter.Name))
        {
            return;
        }
        var description = MetricDescription.Of(instrument);
        var family = _families.GetOrAdd(description.Name, _ => new MetricFamily(description));
        if (family.Description.Kind == description.Kind)
        {
            var adds = !instrument.IsObservable && instrument.GetType() is var shape && !IsGauge(shape);
            listener.EnableMeasurementEvents(instrument, new Target(family, adds));
        }
        else
        {
            Log.NameTaken(_logger, instrument.Meter.Name, instrument.Name, description.Name);
        }
    }

    private static bool IsGauge(Type shape) =>
        shape.IsGenericType && shape.GetGenericTypeDefinition() == typeof(Gauge<>);

    private static void Measured<T>(
        Instrument instrument,
        T value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    )
        where T : struct, INumber<T>
    {
        var target = (Target)state!;
        target.Family.Record(double.CreateSaturating(value), tags, target.Adds);
    }

    /// <summary>Where an instrument's measurements go, and whether they add up.</summary>
    private sealed record Target(MetricFamily Family, bool Adds);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Some metrics could not be read.")]
        public static partial void NotObserved(ILogger logger, Exception exception);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "{Instrument} of meter {Meter} is left out: {Name} is of another kind already."
        )]
        public static partial void NameTaken(ILogger logger, string meter, string instrument, string name);
    }
}
