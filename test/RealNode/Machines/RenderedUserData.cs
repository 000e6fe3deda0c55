using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Kubernetes.Yaml;
using Graft.Landscape.Offline;
using Graft.OperatingSystems;
using Graft.OperatingSystems.Ubuntu;
using Graft.Testing;

namespace RealNode.Machines;

/// <summary>The user data that core and operating system extension make of a pool of <c>examples/shoot.yaml</c>.</summary>
internal static class RenderedUserData
{
    public static async Task<byte[]> OfUbuntuAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var manifest = (JsonObject)YamlDocument.Parse(File.ReadAllText(Repository.File("examples", "shoot.yaml")))!;
        var garden = new OfflineGarden([]);
        var verdict = await garden.AdmitAsync(manifest.Deserialize(Shoot.JsonTypeInfo)!, token);
        Assert.Null(verdict.Refusal);
        var pool = garden.Render(verdict.Object).Pools.Single(each => each.Name == "ubuntu");
        // The core's own configurations refer to no Secret, so no client is asked.
        var result = await OperatingSystemActuator
            .ForUbuntu(null!, new UbuntuOptions())
            .ReconcileAsync(
                pool.Provision,
                new ClusterContext { Cluster = new Cluster(), Shoot = verdict.Object },
                token
            );
        return result.UserData!;
    }
}
