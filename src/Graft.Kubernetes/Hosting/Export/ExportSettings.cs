namespace Graft.Kubernetes.Hosting.Export;

/// <summary>
/// What the environment variables of OpenTelemetry ask for. A signal is exported when an endpoint is given, its own
/// (<c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>) or that of all (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), or when its exporter is
/// named (<c>OTEL_TRACES_EXPORTER=otlp</c>); never when its exporter is <c>none</c> or <c>OTEL_SDK_DISABLED</c> is
/// <c>true</c>. Sampler, service name, resource attributes and intervals are read by the SDK.
/// </summary>
internal sealed record ExportSettings(SignalSettings Traces, SignalSettings Metrics)
{
    private const string Disabled = "OTEL_SDK_DISABLED";

    /// <summary>What is wrong with the variables, each line with the variable's name first; none when all is well.</summary>
    public IReadOnlyList<string> Problems => [.. Traces.Problems.Union(Metrics.Problems, StringComparer.Ordinal)];

    public static ExportSettings From(Func<string, string?> variable)
    {
        var isDisabled = string.Equals(variable(Disabled)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
        Func<string, string?> heard = isDisabled ? _ => null : variable;
        return new ExportSettings(new SignalSettings("TRACES", heard), new SignalSettings("METRICS", heard));
    }
}
