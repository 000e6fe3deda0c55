using Graft.Api.Gardener;

namespace Graft.Gardenlet.Tests.Rendering;

public class OperatingSystemConfigTests
{
    [Fact]
    public void Case_29_both_purposes_carry_the_cri_name_and_only_reconcile_the_rest()
    {
        var pool = SampleShoots.RenderPool("1.31.4", SampleShoots.Pool("p", SampleShoots.Containerd("fast")));

        Assert.Equal("containerd", pool.Provision.Spec!.CriConfig!.Name);
        Assert.Null(pool.Provision.Spec.CriConfig.Containerd);
        Assert.Null(pool.Provision.Spec.CriConfig.CgroupDriver);
        Assert.Equal("containerd", pool.Reconcile.Spec!.CriConfig!.Name);
        Assert.Equal("registry.k8s.io/pause:3.10", pool.Reconcile.Spec.CriConfig.Containerd!.SandboxImage);
        Assert.Equal("systemd", pool.Reconcile.Spec.CriConfig.CgroupDriver);
        var older = SampleShoots.RenderPool("1.30.4", SampleShoots.Pool("p", SampleShoots.Containerd()));
        Assert.Null(older.Reconcile.Spec!.CriConfig!.CgroupDriver);
    }

    [Fact]
    public void Case_29_a_docker_pool_has_no_criConfig_and_no_object_names_a_runtime()
    {
        foreach (var cri in new[] { null, SampleShoots.Docker })
        {
            var pool = SampleShoots.RenderPool("1.18.4", SampleShoots.Pool("p", cri));
            Assert.Null(pool.Provision.Spec!.CriConfig);
            Assert.Null(pool.Reconcile.Spec!.CriConfig);
        }

        var with = SampleShoots.RenderPool("1.31.4", SampleShoots.Pool("p", SampleShoots.Containerd("zippy")));
        Assert.DoesNotContain("zippy", SampleShoots.ToJson(with.Provision));
        // Only the node labels in the kubelet's flags name it.
        var withoutLabels = with.Reconcile.Spec!.Units!.Where(unit => unit.Name != "kubelet.service");
        Assert.DoesNotContain(withoutLabels, unit => unit.Content?.Contains("zippy") == true);
        Assert.DoesNotContain(
            with.Reconcile.Spec.Files!,
            file => file.Content!.Inline?.Data!.Contains("zippy") == true
        );
    }

    [Fact]
    public void Names_types_and_provider_configs_follow_the_pool()
    {
        var worker = SampleShoots.Pool("p", SampleShoots.Containerd());
        worker = worker with
        {
            Machine = worker.Machine! with
            {
                Image = worker.Machine.Image! with { ProviderConfig = SampleShoots.Json("""{"a":1}""") },
            },
        };
        var pool = SampleShoots.RenderPool("1.31.4", worker);

        Assert.Equal($"{pool.Key}-init", pool.Provision.Metadata.Name);
        Assert.Equal($"{pool.Key}-original", pool.Reconcile.Metadata.Name);
        foreach (var config in new[] { pool.Provision, pool.Reconcile })
        {
            Assert.Equal("acme-os", config.Spec!.Type);
            Assert.Equal(1, config.Spec.ProviderConfig!.Value.GetProperty("a").GetInt32());
            Assert.Equal("p", config.Metadata.Labels!["worker.gardener.cloud/pool"]);
        }
        Assert.Equal("provision", pool.Provision.Spec!.Purpose);
        Assert.Equal("reconcile", pool.Reconcile.Spec!.Purpose);
    }

    [Theory]
    [InlineData("1.18.4", "containerd", "docker")]
    [InlineData("1.18.4", "docker", "containerd")]
    [InlineData("1.31.4", "containerd", "docker")]
    public void Case_32_a_pool_has_monitor_and_rotation_of_its_own_engine_only(string version, string own, string other)
    {
        var spec = SampleShoots.RenderPool(version, SampleShoots.Pool("p", new Cri { Name = own })).Reconcile.Spec!;

        var names = spec.Units!.Select(unit => unit.Name!).Concat(spec.Files!.Select(file => file.Path!)).ToList();
        Assert.Contains($"{own}-monitor.service", names);
        Assert.Contains($"{own}-logrotate.service", names);
        Assert.Contains($"{own}-logrotate.timer", names);
        Assert.Contains($"/etc/systemd/{own}.conf", names);
        Assert.Contains($"/opt/bin/health-monitor-{own}", names);
        Assert.DoesNotContain(names, name => name.Contains(other, StringComparison.Ordinal));
        Assert.Equal(own == "containerd", names.Contains("containerd.service"));
        foreach (var unit in spec.Units!)
        {
            Assert.DoesNotContain(other, unit.Content ?? "");
        }
    }

    [Fact]
    public void Case_32_modes_are_the_decimal_of_the_octal_value()
    {
        var pool = SampleShoots.RenderPool("1.31.4", SampleShoots.Pool("p", SampleShoots.Containerd()));
        var modes = pool
            .Reconcile.Spec!.Files!.Concat(pool.Provision.Spec!.Files!)
            .ToLookup(file => file.Path!, file => file.Permissions!.Value);

        Assert.Equal([493], modes["/opt/bin/health-monitor-containerd"]);
        Assert.Equal([493], modes["/opt/bin/kubelet"]);
        Assert.Equal([420], modes["/etc/systemd/containerd.conf"]);
        Assert.Equal([493], modes["/var/lib/gardener-node-agent/init.sh"]);
        Assert.Contains("\"permissions\":493", SampleShoots.ToJson(pool.Reconcile));
    }

    [Theory]
    [InlineData("1.18.4", "docker")]
    [InlineData("1.31.4", "containerd")]
    public void Watched_files_exist_and_nothing_is_empty_or_written_twice(string version, string cri)
    {
        var pool = SampleShoots.RenderPool(version, SampleShoots.Pool("p", new Cri { Name = cri }));

        foreach (var spec in new[] { pool.Provision.Spec!, pool.Reconcile.Spec! })
        {
            var paths = spec.Files!.Select(file => file.Path!).ToList();
            Assert.Equal(paths.Count, paths.Distinct().Count());
            Assert.All(spec.Units!.SelectMany(unit => unit.FilePaths ?? []), path => Assert.Contains(path, paths));
            Assert.All(
                spec.Files!,
                file => Assert.True(file.Content!.ImageRef is not null || file.Content.Inline!.Data!.Length > 0)
            );
        }
    }

    [Fact]
    public void Placeholders_of_the_user_data_stay_replaceable()
    {
        var pool = SampleShoots.RenderPool("1.31.4", SampleShoots.Pool("p", SampleShoots.Containerd()));

        var placeholders = pool.Provision.Spec!.Files!.Where(file => file.Content!.TransmitUnencoded == true).ToList();

        Assert.Equal(
            ["<<BOOTSTRAP_TOKEN>>", "<<MACHINE_NAME>>"],
            placeholders.Select(file => file.Content!.Inline!.Data)
        );
        Assert.All(placeholders, file => Assert.Equal("", file.Content!.Inline!.Encoding));
    }
}
