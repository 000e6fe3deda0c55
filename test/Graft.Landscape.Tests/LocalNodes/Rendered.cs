using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes.Yaml;
using Graft.OperatingSystems;
using Graft.OperatingSystems.Ubuntu;

namespace Graft.Landscape.Tests.LocalNodes;

/// <summary>What core and operating system extensions make of a Shoot with one pool of each image.</summary>
internal static class Rendered
{
    public const string TechnicalId = "shoot--local--demo";

    public static ShootObjects Shoot(string kubernetesVersion = "1.31.4", params string[] images) =>
        ShootRenderer.Render(
            ShootOf(kubernetesVersion, images),
            new CloudProfile(),
            null,
            new RenderOptions { TechnicalId = TechnicalId }
        );

    public static PoolObjects Pool(string image, string kubernetesVersion = "1.31.4", bool docker = false) =>
        ShootRenderer
            .Render(
                ShootOf(kubernetesVersion, [image], docker ? "docker" : "containerd"),
                new CloudProfile(),
                null,
                new RenderOptions { TechnicalId = TechnicalId }
            )
            .Pools[0];

    public static async Task<byte[]> UserDataAsync(PoolObjects pool) =>
        (
            await ActuatorFor(pool).ReconcileAsync(pool.Provision, NoCluster, TestContext.Current.CancellationToken)
        ).UserData!;

    /// <summary>The text under <c>osc.yaml</c>, with the extension's units and files in the status.</summary>
    public static async Task<string> NodeConfigurationAsync(PoolObjects pool)
    {
        var token = TestContext.Current.CancellationToken;
        var result = await ActuatorFor(pool).ReconcileAsync(pool.Reconcile, NoCluster, token);
        var config = pool.Reconcile with
        {
            Status = new OperatingSystemConfigStatus
            {
                ExtensionUnits = result.ExtensionUnits,
                ExtensionFiles = result.ExtensionFiles,
            },
        };
        return YamlWriter.Write(JsonSerializer.SerializeToNode(config, OperatingSystemConfig.JsonTypeInfo));
    }

    private static ClusterContext NoCluster { get; } = new() { Cluster = new Cluster(), Shoot = new Shoot() };

    // Configurations of the core refer to no secrets, so that no client is asked.
    private static OperatingSystemActuator ActuatorFor(PoolObjects pool)
    {
        OperatingSystemActuator[] all =
        [
            OperatingSystemActuator.ForUbuntu(null!, new UbuntuOptions()),
            OperatingSystemActuator.ForCoreOS(null!),
            OperatingSystemActuator.ForSuseChost(null!),
        ];
        return all.Single(actuator => actuator.Types.Contains(pool.Provision.Spec!.Type));
    }

    private static Shoot ShootOf(string kubernetesVersion, string[] images, string cri = "containerd")
    {
        var workers = new JsonArray();
        foreach (var image in images)
        {
            workers.Add(
                new JsonObject
                {
                    ["name"] = image.Length > 15 ? image[..15] : image,
                    ["minimum"] = 1,
                    ["maximum"] = 2,
                    ["machine"] = new JsonObject
                    {
                        ["type"] = "standard",
                        ["architecture"] = "amd64",
                        ["image"] = new JsonObject { ["name"] = image, ["version"] = "1.0.0" },
                    },
                    ["cri"] = new JsonObject
                    {
                        ["name"] = cri,
                        ["containerRuntimes"] =
                            cri == "containerd" ? new JsonArray(new JsonObject { ["type"] = "gvisor" }) : null,
                    },
                }
            );
        }
        var shoot = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "demo", ["namespace"] = "garden-local" },
            ["spec"] = new JsonObject
            {
                ["kubernetes"] = new JsonObject { ["version"] = kubernetesVersion },
                ["provider"] = new JsonObject { ["type"] = "local", ["workers"] = workers },
            },
        };
        return JsonSerializer.Deserialize(shoot, Api.Gardener.Shoot.JsonTypeInfo)!;
    }
}
