using System.Text.Json.Nodes;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>
/// Which fields of its configuration a kubelet of a version knows and accepts. A kubelet before 1.23 may be given fields
/// that it does not know (it warns and ignores them), but it does not start with a field whose feature gate is off, or with
/// a reservation of a resource that it cannot reserve.
/// </summary>
internal static class KubeletKnowledge
{
    private static readonly Dictionary<string, Field> s_fields = new(StringComparer.Ordinal)
    {
        ["enableServer"] = new(19),
        ["imageMaximumGCAge"] = new(29, "ImageMaximumGCAge", 30),
        ["imagePullCredentialsVerificationPolicy"] = new(33, "KubeletEnsureSecretPulledImages", 35),
        ["maxParallelImagePulls"] = new(27),
        ["memorySwap"] = new(22, "NodeSwap", 30),
        ["nodeLeaseDurationSeconds"] = new(13),
        ["preloadedImagesVerificationAllowlist"] = new(33, "KubeletEnsureSecretPulledImages", 35),
        ["seccompDefault"] = new(22, "SeccompDefault", 25),
        ["serverTLSBootstrap"] = new(11, "RotateKubeletServerCertificate", 12),
        ["singleProcessOOMKill"] = new(32),
        ["volumePluginDir"] = new(19),
    };

    private static readonly string[] s_reservations = ["kubeReserved", "systemReserved"];

    /// <summary>Takes out what a kubelet of this version would trip over; nothing of it had an effect there.</summary>
    public static void RemoveUnknown(JsonObject values, KubernetesVersion version)
    {
        var gates = values["featureGates"] as JsonObject;
        foreach (var (name, field) in s_fields)
        {
            if (!field.IsAcceptedBy(version, gates))
            {
                values.Remove(name);
            }
        }
        // The gate SupportNodePidsLimit is on from 1.15.
        if (!version.IsAtLeast(1, 15))
        {
            foreach (var reservation in s_reservations)
            {
                (values[reservation] as JsonObject)?.Remove("pid");
            }
        }
    }

    /// <param name="Since">The first minor that has the field.</param>
    /// <param name="Gate">The feature gate that the field needs; null for none.</param>
    /// <param name="OnSince">The first minor that has this gate on by default, or no longer asks for it.</param>
    private sealed record Field(int Since, string? Gate = null, int OnSince = 0)
    {
        public bool IsAcceptedBy(KubernetesVersion version, JsonObject? gates) =>
            version.IsAtLeast(1, Since)
            && (
                Gate is null
                || version.IsAtLeast(1, OnSince)
                || (gates?[Gate] is JsonValue value && value.TryGetValue<bool>(out var isOn) && isOn)
            );
    }
}
