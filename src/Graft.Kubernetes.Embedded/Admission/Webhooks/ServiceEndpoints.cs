using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Finds where a service is reached, by its Endpoints: there is no cluster network that would do it.</summary>
internal sealed class ServiceEndpoints(ObjectStore store)
{
    private static readonly GroupResource Endpoints = new("", "endpoints");

    /// <summary>The first endpoint; null where the service has none.</summary>
    public (string Host, int Port)? Find(string @namespace, string name)
    {
        foreach (var subset in store.Find(Endpoints, @namespace, name)?.Value.Objects("subsets") ?? [])
        {
            var address = subset.Objects("addresses").FirstOrDefault()?.Text("ip");
            var port = subset.Objects("ports").FirstOrDefault()?.Number("port");
            if (address is not null && port is not null)
            {
                return (address, (int)port);
            }
        }
        return null;
    }
}
