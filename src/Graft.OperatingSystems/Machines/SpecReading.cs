using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.OperatingSystems.Machines;

/// <summary>What operating systems read out of a configuration.</summary>
internal static partial class SpecReading
{
    /// <summary>Docker pools have no <c>criConfig</c>.</summary>
    public static bool HasContainerd(this OperatingSystemConfigSpec spec) =>
        spec.CriConfig is { Name: CriName.Containerd };

    /// <summary>
    /// The pool's Kubernetes version, which the core writes into the kubelet's flags as a node label; null where the
    /// configuration has no kubelet.
    /// </summary>
    public static KubernetesVersion? KubernetesVersion(this OperatingSystemConfigSpec spec)
    {
        var kubelet = spec.Units?.FirstOrDefault(unit => unit.Name == "kubelet.service")?.Content ?? "";
        var match = VersionLabel().Match(kubelet);
        return match.Success && Kubernetes.Versions.KubernetesVersion.TryParse(match.Groups[1].Value, out var version)
            ? version
            : null;
    }

    /// <summary>A member of the provider configuration; null where there is none, or where the value is of another kind.</summary>
    public static JsonElement? Setting(this JsonElement? providerConfig, string name, params JsonValueKind[] kinds) =>
        providerConfig is { ValueKind: JsonValueKind.Object } config
        && config.TryGetProperty(name, out var value)
        && kinds.Contains(value.ValueKind)
            ? value
            : null;

    [GeneratedRegex(@"--node-labels=worker\.gardener\.cloud/kubernetes-version=([^\s""'\\]+)")]
    private static partial Regex VersionLabel();
}
