using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>
/// Finds where a service is reached: by its EndpointSlices or Endpoints, since there is no cluster network that would do
/// it, or by its external name.
/// </summary>
internal sealed class ServiceEndpoints(ObjectStore store)
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    private static readonly GroupResource Services = new("", "services");
    private static readonly GroupResource Endpoints = new("", "endpoints");
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    /// <summary>The first endpoint that is ready behind a port of the service.</summary>
    /// <exception cref="IOException">There is none; the message is the one that kube-apiserver gives.</exception>
    public (string Host, int Port) Find(string @namespace, string name, int port)
    {
        var service =
            store.Find(Services, @namespace, name)?.Value ?? throw new IOException($"service \"{name}\" not found");
        if (service.Text("spec", "type") == "ExternalName")
        {
            return (service.Text("spec", "externalName") ?? "", port);
        }
        var wanted =
            service.Objects("spec", "ports").FirstOrDefault(each => each.Number("port") == port)
            ?? throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"no service port {port} found for service \"{name}\"")
            );
        var portName = wanted.Text("name") ?? "";
        return BySlices(@namespace, name, portName)
            ?? ByEndpoints(@namespace, name, portName)
            ?? throw new IOException($"no endpoints available for service \"{name}\"");
    }

    private (string, int)? BySlices(string @namespace, string name, string portName)
    {
        foreach (var slice in store.Current.List(Slices, @namespace))
        {
            if (slice.Labels.GetValueOrDefault(ServiceLabel) != name)
            {
                continue;
            }
            var ready = slice
                .Value.Objects("endpoints")
                .FirstOrDefault(endpoint => endpoint.At("conditions", "ready")?.GetValue<bool>() != false);
            if (
                ready?.Texts("addresses").FirstOrDefault() is { } address
                && PortOf(slice.Value.Objects("ports"), portName) is { } port
            )
            {
                return (address, port);
            }
        }
        return null;
    }

    private (string, int)? ByEndpoints(string @namespace, string name, string portName)
    {
        foreach (var subset in store.Find(Endpoints, @namespace, name)?.Value.Objects("subsets") ?? [])
        {
            if (
                subset.Objects("addresses").FirstOrDefault()?.Text("ip") is { } address
                && PortOf(subset.Objects("ports"), portName) is { } port
            )
            {
                return (address, port);
            }
        }
        return null;
    }

    private static int? PortOf(IEnumerable<JsonObject> ports, string name) =>
        (int?)ports.FirstOrDefault(port => (port.Text("name") ?? "") == name)?.Number("port");
}
