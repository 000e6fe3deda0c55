using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get services</c> looks.</summary>
internal static class ServiceColumns
{
    public static IReadOnlyList<PrinterColumn> All { get; } =
    [
        BuiltInColumns.Column("Type", value => value.Text("spec", "type") ?? "ClusterIP"),
        BuiltInColumns.Column("Cluster-IP", value => value.Text("spec", "clusterIP") ?? "<none>"),
        BuiltInColumns.Column("External-IP", External),
        BuiltInColumns.Column("Port(s)", Ports),
        BuiltInColumns.Age,
        BuiltInColumns.Column("Selector", value => WorkloadColumns.Labels(value.ObjectAt("spec", "selector")), 1),
    ];

    public static string Endpoints(JsonObject value)
    {
        var all = value
            .Objects("subsets")
            .SelectMany(subset =>
                subset
                    .Objects("addresses")
                    .SelectMany(address =>
                        subset
                            .Objects("ports")
                            .Select(port =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{address.Text("ip")}:{port.Number("port")}"
                                )
                            )
                    )
            )
            .ToList();
        return NetworkColumns.Joined(all, "<none>");
    }

    private static string External(JsonObject value)
    {
        var addresses = value
            .Objects("status", "loadBalancer", "ingress")
            .Select(each => each.Text("ip") ?? each.Text("hostname") ?? "")
            .Concat(value.Texts("spec", "externalIPs"))
            .ToList();
        if (value.Text("spec", "type") == "ExternalName")
        {
            return value.Text("spec", "externalName") ?? "<none>";
        }
        return addresses.Count > 0 ? string.Join(',', addresses)
            : value.Text("spec", "type") == "LoadBalancer" ? "<pending>"
            : "<none>";
    }

    private static string Ports(JsonObject value)
    {
        var ports = value.Objects("spec", "ports").Select(Port).ToList();
        return ports.Count == 0 ? "<none>" : string.Join(',', ports);
    }

    private static string Port(JsonObject port)
    {
        var protocol = port.Text("protocol") ?? "TCP";
        return port.Number("nodePort") is { } node and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}:{node}/{protocol}")
            : string.Create(CultureInfo.InvariantCulture, $"{port.Number("port")}/{protocol}");
    }
}
