using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.OperatingSystem;
using Graft.Gardenlet.Rendering.Pools;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>The kubelet's configuration file: Gardener's defaults, then what the owner set (wire contract, section 5.4).</summary>
internal static class KubeletConfiguration
{
    public const string Path = "/var/lib/kubelet/config/kubelet";

    public const string ContainerdEndpoint = "unix:///run/containerd/containerd.sock";

    private const string LogRotationGate = "CRIContainerLogRotation";

    private const string DefaultLogSize = "100Mi";

    public static OperatingSystemFile File(ShootPool pool, RenderOptions options) =>
        NodeFile.Text(Path, NodeFile.Readable, YamlWriter.Write(Render(pool, options)));

    public static JsonObject Render(ShootPool pool, RenderOptions options)
    {
        var values = KubeletDefaults.Create(options);
        values["cgroupDriver"] = pool.CgroupDriver;
        values["registerWithTaints"] = Taints(pool);
        KubeletSettings.Apply(pool.Kubelet, values);
        KubeletKnowledge.RemoveUnknown(values, pool.Version);
        if (pool.IsContainerd)
        {
            SetContainerdKeys(pool, values);
        }
        else
        {
            // Settings of the Shoot that mean nothing to docker: its logs are rotated by the engine itself.
            values.Remove("containerLogMaxSize");
            values.Remove("containerLogMaxFiles");
        }
        return Sorted(values);
    }

    private static void SetContainerdKeys(ShootPool pool, JsonObject values)
    {
        values["containerLogMaxSize"] ??= DefaultLogSize;
        if (pool.Version.IsAtLeast(1, 27))
        {
            values["containerRuntimeEndpoint"] = ContainerdEndpoint;
        }
        if (pool.Version.IsAtLeast(1, 11) && !pool.Version.IsAtLeast(1, 21))
        {
            var gates = values["featureGates"] as JsonObject ?? [];
            if (!gates.ContainsKey(LogRotationGate))
            {
                gates[LogRotationGate] = true;
            }
            values["featureGates"] = Sorted((JsonObject)gates.DeepClone());
        }
    }

    // New nodes keep workloads away until what they depend on is ready.
    private static JsonArray Taints(ShootPool pool)
    {
        var taints = new JsonArray(
            new JsonObject { ["key"] = WellKnown.Taints.CriticalComponentsNotReady, ["effect"] = "NoSchedule" }
        );
        foreach (var taint in pool.Worker.Taints ?? [])
        {
            var item = new JsonObject { ["key"] = taint.Key };
            if (taint.Value is not null)
            {
                item["value"] = taint.Value;
            }
            item["effect"] = taint.Effect;
            taints.Add((JsonNode)item);
        }
        return taints;
    }

    private static JsonObject Sorted(JsonObject values) =>
        new(values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Clone));

    private static KeyValuePair<string, JsonNode?> Clone(KeyValuePair<string, JsonNode?> pair) =>
        new(pair.Key, pair.Value?.DeepClone());
}
