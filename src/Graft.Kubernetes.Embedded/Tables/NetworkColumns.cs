using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of the kinds that guide traffic looks.</summary>
internal static class NetworkColumns
{
    private const int Shown = 3;

    public static IReadOnlyList<PrinterColumn> Ingress { get; } =
    [
        BuiltInColumns.Optional("Class", value => value.Text("spec", "ingressClassName"), priority: 0),
        BuiltInColumns.Column("Hosts", Hosts),
        BuiltInColumns.Column(
            "Address",
            value =>
                string.Join(
                    ',',
                    value
                        .Objects("status", "loadBalancer", "ingress")
                        .Select(each => each.Text("ip") ?? each.Text("hostname"))
                )
        ),
        BuiltInColumns.Column("Ports", value => value.ArrayAt("spec", "tls") is { Count: > 0 } ? "80, 443" : "80"),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> IngressClass { get; } =
    [
        BuiltInColumns.Text("Controller", "spec", "controller"),
        BuiltInColumns.Column("Parameters", Parameters),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> NetworkPolicy { get; } =
    [
        BuiltInColumns.Column(
            "Pod-Selector",
            value => WorkloadColumns.Labels(value.ObjectAt("spec", "podSelector", "matchLabels"))
        ),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> EndpointSlice { get; } =
    [
        BuiltInColumns.Text("AddressType", "addressType"),
        BuiltInColumns.Column("Ports", SlicePorts),
        BuiltInColumns.Column(
            "Endpoints",
            value => Joined([.. value.Objects("endpoints").SelectMany(each => each.Texts("addresses"))], "<unset>")
        ),
        BuiltInColumns.Age,
    ];

    /// <summary>The first texts of a list, and how many more there are.</summary>
    public static string Joined(IReadOnlyList<string> texts, string none) =>
        texts.Count switch
        {
            0 => none,
            <= Shown => string.Join(',', texts),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(',', texts.Take(Shown))} + {texts.Count - Shown} more..."
            ),
        };

    private static string Hosts(JsonObject value)
    {
        var hosts = value.Objects("spec", "rules").Select(rule => rule.Text("host") ?? "*").ToList();
        return Joined(hosts, "*");
    }

    private static string Parameters(JsonObject value)
    {
        if (value.ObjectAt("spec", "parameters") is not { } parameters)
        {
            return "<none>";
        }
        var group = parameters.Text("apiGroup") is { Length: > 0 } name ? $".{name}" : "";
        return $"{parameters.Text("kind")}{group}/{parameters.Text("name")}";
    }

    private static string SlicePorts(JsonObject value) =>
        Joined(
            [
                .. value
                    .Objects("ports")
                    .Select(port => port.Number("port")?.ToString(CultureInfo.InvariantCulture) ?? "*"),
            ],
            "<unset>"
        );
}
