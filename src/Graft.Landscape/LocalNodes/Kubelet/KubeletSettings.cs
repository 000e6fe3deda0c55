using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What a kubelet on the node would run with: the flags of its unit, and its configuration file.</summary>
internal sealed record KubeletSettings
{
    public const string Unit = "kubelet.service";

    private const string VersionLabel = "worker.gardener.cloud/kubernetes-version";

    /// <summary>From all <c>--node-labels</c>.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>From <c>registerWithTaints</c> of the configuration.</summary>
    public required IReadOnlyList<Taint> Taints { get; init; }

    /// <summary>False where the kubelet is told no containerd endpoint, as in docker pools.</summary>
    public required bool UsesContainerd { get; init; }

    /// <summary>The kubelet's version, such as <c>v1.31.4</c>.</summary>
    public required string Version { get; init; }

    public required int MaxPods { get; init; }

    /// <summary>Null where the node has no kubelet unit yet.</summary>
    /// <exception cref="LocalNodeException">The unit or the configuration cannot be read.</exception>
    public static KubeletSettings? TryRead(NodeRoot root, Systemd systemd)
    {
        if (UnitText.Last(systemd.TryRead(Unit) ?? "", "ExecStart") is not { } command)
        {
            return null;
        }
        var flags = UnitText
            .Words(command)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .Select(word => word[2..].Split('=', 2))
            .Select(parts => (Name: parts[0], Value: parts.ElementAtOrDefault(1) ?? "true"))
            .ToList();
        var configuration = KubeletConfigurationFile.Read(
            root,
            flags.LastOrDefault(flag => flag.Name == "config").Value
        );
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in flags.Where(flag => flag.Name == "node-labels").SelectMany(flag => flag.Value.Split(',')))
        {
            var parts = label.Split('=', 2);
            labels[parts[0]] = parts.ElementAtOrDefault(1) ?? "";
        }
        return new KubeletSettings
        {
            Labels = labels,
            Taints = [.. (configuration["registerWithTaints"] as JsonArray ?? []).Select(ReadTaint)],
            UsesContainerd =
                configuration["containerRuntimeEndpoint"] is not null
                || flags.Any(flag => flag.Name == "container-runtime-endpoint"),
            Version = "v" + (labels.GetValueOrDefault(VersionLabel) ?? "0.0.0").TrimStart('v'),
            MaxPods = (int?)configuration["maxPods"] ?? 110,
        };
    }

    private static Taint ReadTaint(JsonNode? taint) =>
        new()
        {
            Key = (string?)taint?["key"],
            Value = (string?)taint?["value"],
            Effect = (string?)taint?["effect"],
        };
}
