using System.Globalization;
using OpenTelemetry.Exporter;

namespace Graft.Kubernetes.Hosting.Export;

/// <summary>
/// What the environment says of one signal, <c>TRACES</c> or <c>METRICS</c>. The SDK reads the variables that are common to
/// all signals by itself; those of the signal's own go before them.
/// </summary>
internal sealed record SignalSettings
{
    private static readonly string[] s_protocols = ["grpc", "http/protobuf"];
    private static readonly string[] s_exporters = ["otlp", "none"];

    private readonly Func<string, string?> _variable;
    private readonly string _signal;

    public SignalSettings(string signal, Func<string, string?> variable)
    {
        _signal = signal;
        _variable = name => variable(name)?.Trim() is { Length: > 0 } text ? text : null;
        IsOn = _variable($"OTEL_{signal}_EXPORTER") switch
        {
            "none" => false,
            null => _variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null || Own("ENDPOINT") is not null,
            _ => true,
        };
    }

    /// <summary>Is the signal exported at all?</summary>
    public bool IsOn { get; }

    /// <summary>What is wrong with the variables of a signal that is on, each with the variable's name first.</summary>
    public IEnumerable<string> Problems =>
        !IsOn
            ? []
            : new[]
            {
                NotAmong($"OTEL_{_signal}_EXPORTER", s_exporters),
                NoUrl("OTEL_EXPORTER_OTLP_ENDPOINT"),
                NoUrl(NameOf("ENDPOINT")),
                NotAmong("OTEL_EXPORTER_OTLP_PROTOCOL", s_protocols),
                NotAmong(NameOf("PROTOCOL"), s_protocols),
                NoMilliseconds(NameOf("TIMEOUT")),
            }.OfType<string>();

    public void Apply(OtlpExporterOptions options)
    {
        if (Own("PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }
        if (Own("ENDPOINT") is { } endpoint)
        {
            // Unlike the common one it is taken as it stands; no path of the signal is added.
            options.Endpoint = new Uri(endpoint);
        }
        if (Own("HEADERS") is { } headers)
        {
            options.Headers = headers;
        }
        if (Own("TIMEOUT") is { } timeout)
        {
            options.TimeoutMilliseconds = int.Parse(timeout, NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    private string NameOf(string setting) => $"OTEL_EXPORTER_OTLP_{_signal}_{setting}";

    private string? Own(string setting) => _variable(NameOf(setting));

    private string? NoUrl(string name) =>
        _variable(name) is { } text
        && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? $"{name}: \"{text}\" is no http or https URL"
            : null;

    private string? NotAmong(string name, string[] allowed) =>
        _variable(name) is { } text && !allowed.Contains(text, StringComparer.Ordinal)
            ? $"{name}: \"{text}\" is none of {string.Join(", ", allowed)}"
            : null;

    private string? NoMilliseconds(string name) =>
        _variable(name) is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"{name}: \"{text}\" is no number of milliseconds"
            : null;
}
