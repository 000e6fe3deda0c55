using System.Reflection;
using Graft.Kubernetes.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Graft.Kubernetes.Hosting.Export;

/// <summary>
/// Sends spans and metrics to an OpenTelemetry collector for as long as it lives, and what is left of them at the end. The
/// service's name is the component's unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> says otherwise.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(TracerProvider? traces, MeterProvider? metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>Null where nothing is to be exported: then nothing of the SDK is touched.</summary>
    public static TelemetryExport? Start(ExportSettings settings, string component, IReadOnlyList<string> meters)
    {
        if (!settings.Traces.IsOn && !settings.Metrics.IsOn)
        {
            return null;
        }
        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);
        void Describe(ResourceBuilder resource) =>
            resource
                .Clear()
                .AddService(component, serviceVersion: version)
                .AddTelemetrySdk()
                .AddEnvironmentVariableDetector();
        var traces = settings.Traces.IsOn
            ? Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(Describe)
                .AddSource(Instruments.Name)
                .AddOtlpExporter(options => settings.Traces.Apply(options))
                .Build()
            : null;
        var metrics = settings.Metrics.IsOn
            ? Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(Describe)
                .AddMeter([.. meters])
                .AddOtlpExporter(options => settings.Metrics.Apply(options))
                .Build()
            : null;
        return new TelemetryExport(traces, metrics);
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
