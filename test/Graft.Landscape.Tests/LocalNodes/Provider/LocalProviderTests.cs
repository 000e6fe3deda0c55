using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Images;
using Graft.Kubernetes;
using Graft.Landscape.LocalNodes;
using Graft.Runtimes.GVisor.Charts;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Landscape.Tests.LocalNodes.Provider;

/// <summary>Machines from Worker to Node, with the real installer on them.</summary>
public sealed class LocalProviderTests
{
    private const string Flatcar = $"{Rendered.TechnicalId}-flatcar-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machines_of_three_systems_join_with_the_labels_of_their_kubelet_flags()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var objects = Rendered.Shoot("1.31.4", "ubuntu", "flatcar", "suse-chost");
        var worker = await landscape.DeliverAsync(objects);

        var result = await landscape.Provider.ReconcileAsync(worker, landscape.Cluster, Token);

        Assert.Equal(3, result.MachineDeployments!.Count);
        foreach (var pool in objects.Pools)
        {
            var name = $"{Rendered.TechnicalId}-{pool.Name}-1";
            var node = await TriedLandscape.EventuallyAsync(
                () => landscape.FindNodeAsync(name),
                node => node?.Metadata.Annotations?.ContainsKey(WellKnown.Annotations.ChecksumCloudConfigData) == true
            );
            Assert.All(pool.Labels, label => Assert.Equal(label.Value, node!.Metadata.Labels![label.Key]));
            Assert.Equal("v1.31.4", node!.Status!.NodeInfo!.KubeletVersion);
            Assert.StartsWith("containerd://", node.Status.NodeInfo.ContainerRuntimeVersion);
            Assert.Contains(node.Status.Conditions!, condition => condition is { Type: "Ready", Status: "True" });
            Assert.Equal($"local:///{Rendered.TechnicalId}/{name}", node.Spec!.ProviderID);
            Assert.True(File.Exists(landscape.PathOf(name, "/etc/metadata/containerruntime")));
        }
    }

    [Fact]
    public async Task The_real_installer_runs_in_the_daemon_sets_pod_and_opens_the_node()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var objects = Rendered.Shoot("1.31.4", "flatcar");
        var manifest = GVisorChart.Pool(
            objects.Pools[0].ContainerRuntimes[0],
            ShootAt("1.31.4"),
            new GVisorConfiguration(),
            new Image("registry.example/runtime-gvisor-installation", "v1")
        );
        await landscape.ShootCluster.InstallAsync(GVisorChart.Shared(ShootAt("1.31.4"), [("a", new())]).Objects, Token);
        await landscape.ShootCluster.InstallAsync(manifest.Objects, Token);
        await landscape.Provider.ReconcileAsync(await landscape.DeliverAsync(objects), landscape.Cluster, Token);

        await TriedLandscape.EventuallyAsync(
            () => landscape.FindNodeAsync(Flatcar),
            node => node?.Spec?.Taints is null or [],
            () => landscape.LogsOf(Flatcar)
        );

        var pods = await landscape.ShootClient.ListAsync<Pod>(Token);
        var pod = Assert.Single(pods.Items);
        Assert.Equal("Running", pod.Status!.Phase);
        Assert.Contains(pod.Status.Conditions!, condition => condition is { Type: "Ready", Status: "True" });
        Assert.True(File.Exists(landscape.PathOf(Flatcar, "/var/bin/containerd-shim-runsc-v1")));
        Assert.Contains("runtimes.runsc", File.ReadAllText(landscape.PathOf(Flatcar, "/etc/containerd/config.toml")));

        // The pod ends when it is deleted, and the daemon set's next one finds nothing to do.
        var config = File.ReadAllText(landscape.PathOf(Flatcar, "/etc/containerd/config.toml"));
        await landscape.ShootClient.DeleteAsync<Pod>(new ObjectKey("kube-system", pod.Metadata.Name!), Token);
        await TriedLandscape.EventuallyAsync(
            async () => (await landscape.ShootClient.ListAsync<Pod>(Token)).Items,
            items =>
                items is [{ } next]
                && next.Metadata.Uid != pod.Metadata.Uid
                && next.Status?.ContainerStatuses is [{ Ready: true }]
        );
        Assert.Equal(config, File.ReadAllText(landscape.PathOf(Flatcar, "/etc/containerd/config.toml")));
    }

    [Fact]
    public async Task Machines_are_taken_up_again_without_a_second_provisioning()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var worker = await landscape.DeliverAsync(Rendered.Shoot("1.31.4", "flatcar"));
        await landscape.Provider.ReconcileAsync(worker, landscape.Cluster, Token);
        var uid = (await landscape.FindNodeAsync(Flatcar))!.Metadata.Uid;
        await landscape.Provider.DisposeAsync();
        // User data would write the file again.
        File.Delete(landscape.PathOf(Flatcar, "/opt/bin/containerd-setup.sh"));

        landscape.StartProvider();
        await landscape.Provider.ResumeAsync(Token);
        await landscape.Provider.ReconcileAsync(worker, landscape.Cluster, Token);

        Assert.Equal(uid, (await landscape.FindNodeAsync(Flatcar))!.Metadata.Uid);
        Assert.False(File.Exists(landscape.PathOf(Flatcar, "/opt/bin/containerd-setup.sh")));
        Assert.Equal([Flatcar], landscape.Provider.Roots.Keys);
    }

    [Fact]
    public async Task A_changed_key_replaces_machines_and_a_smaller_pool_removes_them()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var first = await landscape.DeliverAsync(Rendered.Shoot("1.31.4", "flatcar", "ubuntu"));
        await landscape.Provider.ReconcileAsync(first, landscape.Cluster, Token);
        var uid = (await landscape.FindNodeAsync(Flatcar))!.Metadata.Uid;

        var second = await landscape.DeliverAsync(Rendered.Shoot("1.32.1", "flatcar"));
        await landscape.Provider.ReconcileAsync(second, landscape.Cluster, Token);

        var replaced = (await landscape.FindNodeAsync(Flatcar))!;
        Assert.NotEqual(uid, replaced.Metadata.Uid);
        Assert.Equal("v1.32.1", replaced.Status!.NodeInfo!.KubeletVersion);
        Assert.Null(await landscape.FindNodeAsync($"{Rendered.TechnicalId}-ubuntu-1"));
        Assert.False(Directory.Exists(landscape.DirectoryOf($"{Rendered.TechnicalId}-ubuntu-1")));
    }

    [Fact]
    public async Task A_new_configuration_reaches_the_node_and_its_labels_without_replacing_it()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var objects = Rendered.Shoot("1.31.4", "flatcar");
        await landscape.Provider.ReconcileAsync(await landscape.DeliverAsync(objects), landscape.Cluster, Token);
        var uid = (await landscape.FindNodeAsync(Flatcar))!.Metadata.Uid;
        var pool = objects.Pools[0];
        SystemdUnit Relabelled(SystemdUnit unit) =>
            unit with
            {
                Content = unit.Content?.Replace(
                    "--node-labels=containerruntime.worker.gardener.cloud/gvisor=true",
                    "--node-labels=example.org/added=true",
                    StringComparison.Ordinal
                ),
            };
        var spec = pool.Reconcile.Spec! with { Units = [.. pool.Reconcile.Spec!.Units!.Select(Relabelled)] };
        var changed = objects with { Pools = [pool with { Reconcile = pool.Reconcile with { Spec = spec } }] };

        await landscape.DeliverAsync(changed);

        var node = await TriedLandscape.EventuallyAsync(
            () => landscape.FindNodeAsync(Flatcar),
            node => node?.Metadata.Labels?.ContainsKey("example.org/added") == true
        );
        Assert.False(node!.Metadata.Labels!.ContainsKey("containerruntime.worker.gardener.cloud/gvisor"));
        Assert.Equal(uid, node.Metadata.Uid);
    }

    [Fact]
    public async Task Deletion_leaves_neither_nodes_nor_directories()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var worker = await landscape.DeliverAsync(Rendered.Shoot("1.31.4", "ubuntu"));
        await landscape.Provider.ReconcileAsync(worker, landscape.Cluster, Token);

        await landscape.Provider.DeleteAsync(worker, landscape.Cluster, Token);
        await landscape.Provider.DeleteAsync(worker, landscape.Cluster, Token);

        Assert.Empty((await landscape.ShootClient.ListAsync<Api.Kubernetes.Node>(Token)).Items);
        Assert.False(Directory.Exists(landscape.DirectoryOf($"{Rendered.TechnicalId}-ubuntu-1")));
    }

    [Fact]
    public async Task Pods_of_other_images_are_refused_and_say_so()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        await landscape.Provider.ReconcileAsync(
            await landscape.DeliverAsync(Rendered.Shoot("1.31.4", "flatcar")),
            landscape.Cluster,
            Token
        );
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Name = "web", Namespace = "default" },
            Spec = new PodSpec { NodeName = Flatcar, Containers = [new Container { Name = "web", Image = "nginx:1" }] },
        };
        await landscape.ShootClient.CreateAsync(pod, Token);

        var refused = await TriedLandscape.EventuallyAsync(
            () => landscape.ShootClient.GetAsync<Pod>(new ObjectKey("default", "web"), Token),
            pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "ImagePullBackOff"
        );

        Assert.Equal("Pending", refused.Status!.Phase);
        Assert.Equal(
            "local nodes run only Graft's installer image",
            refused.Status.ContainerStatuses![0].State!.Waiting!.Message
        );
    }

    [Fact]
    public async Task An_unknown_image_is_an_error_that_lists_the_known_ones()
    {
        await using var landscape = await TriedLandscape.StartAsync();
        var worker = await landscape.DeliverAsync(Rendered.Shoot("1.31.4", "ubuntu"));
        var pool = worker.Spec!.Pools![0] with { MachineImage = new WorkerMachineImage { Name = "templeos" } };
        var other = worker with { Spec = worker.Spec with { Pools = [pool] } };

        var exception = await Assert.ThrowsAsync<LocalNodeException>(() =>
            landscape.Provider.ReconcileAsync(other, landscape.Cluster, Token)
        );

        Assert.StartsWith("local nodes have no image \"templeos\"; they have ubuntu, flatcar", exception.Message);
    }

    private static Graft.Extensions.Clusters.ClusterContext ShootAt(string version) =>
        new()
        {
            Cluster = new Cluster(),
            Shoot = new Shoot { Spec = new ShootSpec { Kubernetes = new ShootKubernetes { Version = version } } },
        };
}
