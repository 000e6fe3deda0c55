using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>
/// The Service <c>kubernetes</c> in namespace <c>default</c>, with the address that the API server listens on: what programs
/// inside a cluster look for.
/// </summary>
internal static class KubernetesService
{
    private const string Name = "kubernetes";
    private const string Namespace = "default";

    /// <summary>Where services get their addresses from; the first is the API server's own.</summary>
    private const string ClusterIp = "10.96.0.1";

    public static async Task EnsureAsync(LogicalCluster cluster, Uri address, CancellationToken cancellationToken)
    {
        var writes = new ClusterWrites(cluster, "kube-apiserver");
        await Task.WhenAll(
            EnsureAsync(writes, new GroupResource("", "services"), Service(address.Port), cancellationToken),
            EnsureAsync(writes, new GroupResource("", "endpoints"), Endpoints(address), cancellationToken),
            EnsureAsync(
                writes,
                new GroupResource("discovery.k8s.io", "endpointslices"),
                Slice(address),
                cancellationToken
            )
        );
    }

    /// <summary>After a restart the port may be another one.</summary>
    private static async Task EnsureAsync(
        ClusterWrites writes,
        GroupResource resource,
        JsonObject wanted,
        CancellationToken cancellationToken
    )
    {
        if (writes.Find(new ObjectId(resource, Namespace, Name)) is not { } existing)
        {
            await writes.CreateAsync(resource, Namespace, wanted, cancellationToken);
            return;
        }
        await writes.UpdateAsync(
            existing,
            null,
            value =>
            {
                foreach (var (field, node) in wanted)
                {
                    if (field != "metadata")
                    {
                        value[field] = node?.DeepClone();
                    }
                }
            },
            cancellationToken
        );
    }

    private static JsonObject Service(int port) =>
        new()
        {
            ["metadata"] = Metadata("component", "apiserver", "provider", Name),
            ["spec"] = new JsonObject
            {
                ["type"] = "ClusterIP",
                ["clusterIP"] = ClusterIp,
                ["clusterIPs"] = new JsonArray(ClusterIp),
                ["ipFamilies"] = new JsonArray("IPv4"),
                ["ipFamilyPolicy"] = "SingleStack",
                ["internalTrafficPolicy"] = "Cluster",
                ["sessionAffinity"] = "None",
                ["ports"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "https",
                        ["port"] = 443,
                        ["protocol"] = "TCP",
                        ["targetPort"] = port,
                    }
                ),
            },
            ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() },
        };

    private static JsonObject Endpoints(Uri address) =>
        new()
        {
            ["metadata"] = Metadata("endpointslice.kubernetes.io/skip-mirror", "true"),
            ["subsets"] = new JsonArray(
                new JsonObject
                {
                    ["addresses"] = new JsonArray(new JsonObject { ["ip"] = address.Host }),
                    ["ports"] = new JsonArray(Port(address)),
                }
            ),
        };

    private static JsonObject Slice(Uri address) =>
        new()
        {
            ["metadata"] = Metadata("kubernetes.io/service-name", Name),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(
                new JsonObject
                {
                    ["addresses"] = new JsonArray(address.Host),
                    ["conditions"] = new JsonObject { ["ready"] = true },
                }
            ),
            ["ports"] = new JsonArray(Port(address)),
        };

    private static JsonObject Port(Uri address) =>
        new()
        {
            ["name"] = "https",
            ["port"] = address.Port,
            ["protocol"] = "TCP",
        };

    private static JsonObject Metadata(params ReadOnlySpan<string> labels)
    {
        var pairs = new JsonObject();
        for (var i = 0; i < labels.Length; i += 2)
        {
            pairs[labels[i]] = labels[i + 1];
        }
        return new JsonObject { ["name"] = Name, ["labels"] = pairs };
    }
}
