using Graft.Api.Gardener;

namespace Graft.Gardenlet.Tests.Rendering;

public class KubeletFlagsTests
{
    private const string Endpoint = "--container-runtime-endpoint=unix:///run/containerd/containerd.sock";
    private const string Cgroups = "--runtime-cgroups=/system.slice/containerd.service";
    private const string Remote = "--container-runtime=remote";
    private const string Plugins = "--volume-plugin-dir=/var/lib/kubelet/volumeplugins";

    private static readonly string[] s_docker =
    [
        "--network-plugin=cni",
        "--cni-bin-dir=/opt/cni/bin/",
        "--cni-conf-dir=/etc/cni/net.d/",
        "--image-pull-progress-deadline=1m0s",
        "--pod-infra-container-image=registry.k8s.io/pause:3.10",
    ];

    public static TheoryData<string, string, string[], string[]> Expected =>
        new()
        {
            {
                "1.10.3",
                "containerd",
                [
                    "--allow-privileged=true",
                    "--cadvisor-port=0",
                    "--feature-gates=PodPriority=true",
                    "--feature-gates=SupportPodPidsLimit=true",
                ],
                ["--rotate-certificates=true", Plugins, Endpoint, Cgroups, Remote]
            },
            {
                "1.11.3",
                "containerd",
                ["--allow-privileged=true", "--cadvisor-port=0", "--feature-gates=SupportPodPidsLimit=true"],
                [Plugins, Endpoint, Cgroups, Remote]
            },
            { "1.14.3", "containerd", ["--allow-privileged=true"], [Plugins, Endpoint, Cgroups, Remote] },
            { "1.18.3", "containerd", [], [Plugins, Endpoint, Cgroups, Remote] },
            { "1.20.3", "containerd", [], [Endpoint, Cgroups, Remote] },
            { "1.21.3", "containerd", [], [Endpoint, Cgroups, Remote] },
            { "1.26.3", "containerd", [], [Endpoint, Cgroups, Remote] },
            { "1.27.3", "containerd", [], [Cgroups] },
            { "1.32.3", "containerd", [], [Cgroups] },
            {
                "1.10.3",
                "docker",
                [
                    "--allow-privileged=true",
                    "--cadvisor-port=0",
                    "--feature-gates=PodPriority=true",
                    "--feature-gates=SupportPodPidsLimit=true",
                ],
                ["--rotate-certificates=true", Plugins, .. s_docker]
            },
            {
                "1.11.3",
                "docker",
                ["--allow-privileged=true", "--cadvisor-port=0", "--feature-gates=SupportPodPidsLimit=true"],
                [Plugins, .. s_docker]
            },
            { "1.14.3", "docker", ["--allow-privileged=true"], [Plugins, .. s_docker] },
            { "1.18.3", "docker", [], [Plugins, .. s_docker] },
            { "1.20.3", "docker", [], [.. s_docker] },
            { "1.21.3", "docker", [], [.. s_docker] },
        };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Case_30_kubelet_flags_follow_the_pool_version_and_its_cri(
        string version,
        string cri,
        string[] early,
        string[] late
    )
    {
        var pool = SampleShoots.RenderPool(version, SampleShoots.Pool("p", new Cri { Name = cri }));

        string[] before = [.. early.Where(flag => flag.StartsWith("--allow", StringComparison.Ordinal))];
        Assert.Equal(
            [
                .. before,
                "--bootstrap-kubeconfig=/var/lib/kubelet/kubeconfig-bootstrap",
                "--config=/var/lib/kubelet/config/kubelet",
                .. early.Except(before),
                "--kubeconfig=/var/lib/kubelet/kubeconfig-real",
                $"--node-labels=worker.gardener.cloud/kubernetes-version={version}",
                "--node-labels=kubernetes.io/arch=amd64",
                "--node-labels=node.kubernetes.io/role=node",
                "--node-labels=worker.garden.sapcloud.io/group=p",
                $"--node-labels=worker.gardener.cloud/cri-name={cri}",
                $"--node-labels=worker.gardener.cloud/gardener-node-agent-secret-name={pool.Key}",
                "--node-labels=worker.gardener.cloud/pool=p",
                "--node-labels=worker.gardener.cloud/system-components=true",
                .. late,
                "--v=2",
            ],
            Flags(pool)
        );
    }

    [Fact]
    public void The_flags_of_a_pool_follow_its_own_version_and_leave_out_labels_that_a_kubelet_may_not_set()
    {
        var pool = SampleShoots.RenderPool(
            "1.31.4",
            SampleShoots.Pool("p", SampleShoots.Containerd("fast")) with
            {
                Kubernetes = new WorkerKubernetes { Version = "1.26.1" },
                Labels = new Dictionary<string, string> { ["node-role.kubernetes.io/db"] = "", ["zeta"] = "1" },
            }
        );

        var flags = Flags(pool).ToList();
        Assert.Contains(Endpoint, flags);
        Assert.Contains("--node-labels=worker.gardener.cloud/kubernetes-version=1.26.1", flags);
        Assert.DoesNotContain(flags, flag => flag.Contains("node-role", StringComparison.Ordinal));
        Assert.Equal("", pool.Labels["node-role.kubernetes.io/db"]);
        var labels = flags.Where(flag => flag.StartsWith("--node-labels=", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.Equal(labels.Order(StringComparer.Ordinal), labels);
        Assert.Contains("--node-labels=container.runtime.fast=true", labels);
        Assert.Contains("--node-labels=containerruntime.worker.gardener.cloud/fast=true", labels);
    }

    [Fact]
    public void The_pull_deadline_of_the_Shoot_is_used_and_quoted_where_systemd_would_read_it_otherwise()
    {
        var pool = SampleShoots.RenderPool(
            "1.18.4",
            SampleShoots.Pool("p", null) with
            {
                Kubernetes = new WorkerKubernetes
                {
                    Kubelet = new KubeletConfig { ImagePullProgressDeadline = "2m\nExecStartPre=/bin/false %h" },
                },
            }
        );

        Assert.Contains(@"""--image-pull-progress-deadline=2m\nExecStartPre=/bin/false %%h""", Flags(pool));
    }

    private static IEnumerable<string> Flags(Graft.Gardenlet.Rendering.PoolObjects pool)
    {
        var unit = pool.Reconcile.Spec!.Units!.Single(unit => unit.Name == "kubelet.service").Content!;
        var lines = unit.Split('\n')
            .SkipWhile(line => !line.StartsWith("ExecStart=", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(@"ExecStart=/opt/bin/kubelet \", lines[0]);
        var flags = lines.Skip(1).TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal)).ToList();
        Assert.Equal("    $KUBELET_EXTRA_ARGS", flags[^1]);
        return flags.SkipLast(1).Select(line => line.Trim().TrimEnd('\\').TrimEnd());
    }
}
