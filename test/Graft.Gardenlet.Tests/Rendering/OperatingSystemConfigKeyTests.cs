using System.Text.RegularExpressions;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;

namespace Graft.Gardenlet.Tests.Rendering;

public class OperatingSystemConfigKeyTests
{
    private static readonly ShootWorker s_pool = SampleShoots.Pool("p", SampleShoots.Containerd());

    [Fact]
    public void The_key_names_the_pool_and_has_a_hash_unless_the_pool_is_updated_in_place()
    {
        Assert.Matches(new Regex("^gardener-node-agent-p-[0-9a-f]{16}$"), Key(s_pool));
        Assert.Equal("gardener-node-agent-p", Key(s_pool with { UpdateStrategy = "AutoInPlaceUpdate" }));
        Assert.Equal("gardener-node-agent-p", Key(s_pool with { UpdateStrategy = "ManualInPlaceUpdate" }));
        Assert.Equal(Key(s_pool), Key(s_pool with { UpdateStrategy = "AutoRollingUpdate" }));
    }

    [Fact]
    public void Case_27_the_key_changes_with_the_cri_name_and_is_equal_for_nil_and_docker()
    {
        Assert.Equal(Key(s_pool with { Cri = null }), Key(s_pool with { Cri = SampleShoots.Docker }));
        Assert.NotEqual(Key(s_pool), Key(s_pool with { Cri = null }));
    }

    [Fact]
    public void Case_27_the_key_stays_for_runtimes_labels_taints_counts_zones_and_patch_versions()
    {
        Assert.All(
            new[]
            {
                s_pool with
                {
                    Cri = SampleShoots.Containerd("fast", "slow"),
                },
                s_pool with
                {
                    Labels = new Dictionary<string, string> { ["a"] = "b" },
                },
                s_pool with
                {
                    Annotations = new Dictionary<string, string> { ["a"] = "b" },
                },
                s_pool with
                {
                    Taints = [new Taint { Key = "a", Effect = "NoSchedule" }],
                },
                s_pool with
                {
                    Minimum = 7,
                    Maximum = 9,
                    MaxSurge = 3,
                    MaxUnavailable = 2,
                    Zones = ["a"],
                },
                s_pool with
                {
                    ProviderConfig = SampleShoots.Json("{}"),
                },
                s_pool with
                {
                    Kubernetes = new WorkerKubernetes { Version = "1.20.9" },
                },
            },
            changed => Assert.Equal(Key(s_pool), Key(changed))
        );
    }

    [Fact]
    public void The_key_changes_with_whatever_replaces_nodes()
    {
        var keys = new[]
        {
            s_pool,
            s_pool with
            {
                Name = "q",
            },
            s_pool with
            {
                Kubernetes = new WorkerKubernetes { Version = "1.19.1" },
            },
            s_pool with
            {
                Machine = s_pool.Machine! with { Type = "large" },
            },
            s_pool with
            {
                Machine = s_pool.Machine! with { Image = new ShootMachineImage { Name = "acme-os" } },
            },
            s_pool with
            {
                Volume = new WorkerVolume { Type = "ssd", Size = "20Gi" },
            },
            s_pool with
            {
                Volume = new WorkerVolume { Type = "ssd", Size = "50Gi" },
            },
            WithKubelet(new KubeletConfig { CpuManagerPolicy = "static" }),
            WithKubelet(new KubeletConfig { KubeReserved = new KubeletReserved { Cpu = "1" } }),
            WithKubelet(new KubeletConfig { EvictionHard = new KubeletEviction { MemoryAvailable = "5%" } }),
        }.Select(Key).Append(Key(s_pool, RotatedAt(authorities: 1, serviceAccountKey: null))).Append(Key(s_pool, RotatedAt(authorities: null, serviceAccountKey: 1))).ToList();

        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void The_key_changes_when_the_node_local_dns_is_switched_on()
    {
        var shoot = SampleShoots.Shoot("1.20.1", s_pool);
        var withDns = SampleShoots.FromYaml(
            SampleShoots
                .ToJson(shoot)
                .Replace("\"region\"", """ "systemComponents":{"nodeLocalDNS":{"enabled":true}},"region" """)
        );

        Assert.NotEqual(SampleShoots.Render(shoot).Pools[0].Key, SampleShoots.Render(withDns).Pools[0].Key);
    }

    private static ShootWorker WithKubelet(KubeletConfig kubelet) =>
        s_pool with
        {
            Kubernetes = new WorkerKubernetes { Kubelet = kubelet },
        };

    private static ShootStatus RotatedAt(int? authorities, int? serviceAccountKey) =>
        new()
        {
            Credentials = new ShootCredentials
            {
                Rotation = new ShootCredentialsRotation
                {
                    CertificateAuthorities = Rotation(authorities),
                    ServiceAccountKey = Rotation(serviceAccountKey),
                },
            },
        };

    private static CredentialRotation? Rotation(int? second) =>
        second is null ? null : new() { LastInitiationTime = new(2026, 1, 1, 0, 0, second.Value, TimeSpan.Zero) };

    private static string Key(ShootWorker pool) => Key(pool, null);

    private static string Key(ShootWorker pool, ShootStatus? status) =>
        SampleShoots.Render(SampleShoots.Shoot("1.20.1", pool) with { Status = status }).Pools[0].Key;
}
