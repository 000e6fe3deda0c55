using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering.Pools;

/// <summary>
/// The key of a pool's OperatingSystemConfigs. It hashes exactly what replaces nodes (wire contract, section 4.5): a new
/// key is a new Secret name, thus new user data, thus new machines. Pools that are updated in place have no hash.
/// </summary>
internal static class OperatingSystemConfigKey
{
    public static string Of(Shoot shoot, ShootPool pool)
    {
        var name = $"gardener-node-agent-{pool.Name}";
        return pool.IsUpdatedInPlace ? name : $"{name}-{Hash(RollingInput(shoot, pool))}";
    }

    private static IEnumerable<string> RollingInput(Shoot shoot, ShootPool pool)
    {
        var worker = pool.Worker;
        yield return $"pool={pool.Name}";
        yield return $"kubernetes={pool.Version}";
        yield return $"machine={worker.Machine?.Type}";
        yield return $"image={pool.ImageName}@{worker.Machine?.Image?.Version}";
        yield return $"volume={worker.Volume?.Type}/{worker.Volume?.Size}";
        yield return $"cri={pool.Cri}";
        var rotation = shoot.Status?.Credentials?.Rotation;
        yield return $"authorities={Time(rotation?.CertificateAuthorities)}";
        yield return $"serviceAccountKey={Time(rotation?.ServiceAccountKey)}";
        yield return $"nodeLocalDns={UsesNodeLocalDns(shoot)}";
        var kubelet = worker.Kubernetes?.Kubelet ?? shoot.Spec?.Kubernetes?.Kubelet;
        yield return $"kubeReserved={Text(kubelet?.KubeReserved)}";
        yield return $"evictionHard={Text(kubelet?.EvictionHard)}";
        yield return $"evictionSoft={Text(kubelet?.EvictionSoft)}";
        yield return $"cpuManager={kubelet?.CpuManagerPolicy}";
    }

    private static string Hash(IEnumerable<string> input) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', input))))[..16];

    private static string Time(CredentialRotation? rotation) =>
        rotation?.LastInitiationTime is { } time ? Rfc3339.Seconds(time) : "";

    // Lists the fields itself: the order of members in the user's YAML must not matter.
    private static string Text(KubeletReserved? reserved) =>
        $"{reserved?.Cpu}|{reserved?.Memory}|{reserved?.EphemeralStorage}|{reserved?.Pid}";

    private static string Text(KubeletEviction? eviction) =>
        $"{eviction?.MemoryAvailable}|{eviction?.ImageFSAvailable}|{eviction?.ImageFSInodesFree}"
        + $"|{eviction?.NodeFSAvailable}|{eviction?.NodeFSInodesFree}";

    private static bool UsesNodeLocalDns(Shoot shoot) =>
        shoot.Spec?.UnknownFields is { } fields
        && fields.TryGetValue("systemComponents", out var components)
        && components.ValueKind == JsonValueKind.Object
        && components.TryGetProperty("nodeLocalDNS", out var dns)
        && dns.ValueKind == JsonValueKind.Object
        && dns.TryGetProperty("enabled", out var enabled)
        && enabled.ValueKind == JsonValueKind.True;
}
