using System.Text.Json;
using Graft.Kubernetes.Yaml;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.Ubuntu;
using Graft.Testing;

namespace Graft.OperatingSystems.Tests;

/// <summary>The forms of user data, judged by their own tools, and pinned as golden files.</summary>
public sealed class UserDataFormatTests
{
    public static TheoryData<string, bool> Variants
    {
        get
        {
            var variants = new TheoryData<string, bool>();
            foreach (var type in Render.Types)
            {
                variants.Add(type, true);
                variants.Add(type, false);
            }
            return variants;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task User_data_is_as_recorded(string type, bool containerd)
    {
        var userData = await Render.UserDataAsync(Pools.Provision(type, containerd));

        Golden.Verify("Graft.OperatingSystems.Tests", $"{type}-{(containerd ? "containerd" : "docker")}.txt", userData);
        Assert.Equal(userData, await Render.UserDataAsync(Pools.Provision(type, containerd)));
    }

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("suse-jeos")]
    [InlineData("suse-chost")]
    public async Task Case_40_and_42_bash_accepts_the_script(string type)
    {
        foreach (var containerd in new[] { true, false })
        {
            using var directory = new TemporaryDirectory();
            await File.WriteAllTextAsync(
                directory["script"],
                await Render.UserDataAsync(Pools.Provision(type, containerd)),
                TestContext.Current.CancellationToken
            );
            var run = await ProgramRun.RunAsync("bash", ["-n", directory["script"]]);
            Assert.True(run.ExitCode == 0, run.Error);
        }
    }

    [Fact]
    public async Task Case_41_coreos_cloud_config_is_accepted_by_cloud_init()
    {
        ProgramRun.SkipUnlessInstalled("cloud-init", "cloud-init");
        foreach (var containerd in new[] { true, false })
        {
            await AssertCloudInitAcceptsAsync(await Render.UserDataAsync(Pools.Provision("coreos", containerd)));
        }
    }

    [Fact]
    public async Task Case_41_flatcar_ignition_is_accepted_by_ignition_validate()
    {
        ProgramRun.SkipUnlessInstalled("ignition-validate", "ignition");
        foreach (var containerd in new[] { true, false })
        {
            using var directory = new TemporaryDirectory();
            await File.WriteAllTextAsync(
                directory["config.ign"],
                await Render.UserDataAsync(Pools.Provision("flatcar", containerd)),
                TestContext.Current.CancellationToken
            );
            var run = await ProgramRun.RunAsync("ignition-validate", [directory["config.ign"]]);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
        }
    }

    [Fact]
    public async Task Case_41_coreos_has_units_and_files_and_no_runcmd()
    {
        var userData = await Render.UserDataAsync(Pools.Provision("coreos"));

        Assert.StartsWith("#cloud-config\n", userData);
        var config = YamlDocument.Parse(userData)!.AsObject();
        Assert.False(config.ContainsKey("runcmd"));
        var units = config["coreos"]!["units"]!.AsArray();
        Assert.Equal(
            "[Service]\nExecStart=\n" + "ExecStart=/run/torcx/bin/containerd --config /etc/containerd/config.toml\n",
            (string?)units.Single(unit => (string?)unit!["name"] == "containerd.service")!["drop_ins"]![0]!["content"]
        );
        Assert.All(
            new[]
            {
                "update-engine.service",
                "locksmithd.service",
                "systemd-sysupdate.timer",
                "systemd-sysupdate-reboot.timer",
            },
            name => Assert.True((bool?)units.Single(unit => (string?)unit!["name"] == name)!["mask"])
        );
        var files = config["write_files"]!.AsArray().ToDictionary(file => (string)file!["path"]!);
        Assert.Equal(
            "CONTAINER_RUNTIME_BIN_PATH=/var/bin"u8.ToArray(),
            Convert.FromBase64String((string)files["/etc/metadata/containerruntime"]!["content"]!)
        );
        Assert.Equal("0755", (string?)files["/opt/bin/containerd-setup.sh"]!["permissions"]);
        Assert.Equal("<<BOOTSTRAP_TOKEN>> <<MACHINE_NAME>>", (string?)files["/var/lib/node-agent/token"]!["content"]);
    }

    [Fact]
    public async Task Case_41_flatcar_has_drop_in_metadata_and_no_docker()
    {
        using var config = JsonDocument.Parse(await Render.UserDataAsync(Pools.Provision("flatcar")));

        Assert.Equal("3.3.0", config.RootElement.GetProperty("ignition").GetProperty("version").GetString());
        var storage = config.RootElement.GetProperty("storage");
        var files = storage
            .GetProperty("files")
            .EnumerateArray()
            .ToDictionary(file => file.GetProperty("path").GetString()!);
        Assert.Equal(
            "data:;base64," + Convert.ToBase64String("CONTAINER_RUNTIME_BIN_PATH=/var/bin"u8),
            files["/etc/metadata/containerruntime"].GetProperty("contents").GetProperty("source").GetString()
        );
        Assert.Equal(0b110_100_100, files["/etc/metadata/containerruntime"].GetProperty("mode").GetInt32());
        Assert.Contains(
            "%3C%3CBOOTSTRAP_TOKEN%3E%3E",
            files["/var/lib/node-agent/token"].GetProperty("contents").GetProperty("source").GetString()
        );
        var link = storage.GetProperty("links")[0];
        Assert.Equal("/etc/extensions/docker-flatcar.raw", link.GetProperty("path").GetString());
        Assert.Equal("/dev/null", link.GetProperty("target").GetString());
        var containerd = config
            .RootElement.GetProperty("systemd")
            .GetProperty("units")
            .EnumerateArray()
            .Single(unit => unit.GetProperty("name").GetString() == "containerd.service");
        Assert.Equal(
            "[Service]\nExecStart=\nExecStart=/usr/bin/containerd --config /etc/containerd/config.toml\n",
            containerd.GetProperty("dropins")[0].GetProperty("contents").GetString()
        );
    }

    [Theory]
    [InlineData("""{"enableDocker": true}""", false)]
    [InlineData("""{"enableDocker": false}""", true)]
    [InlineData("\"text\"", true)]
    public async Task Flatcar_leaves_docker_out_of_containerd_pools_unless_asked(string config, bool isLeftOut)
    {
        var userData = await Render.UserDataAsync(
            Pools.Provision("flatcar") with
            {
                ProviderConfig = Pools.Json(config),
            }
        );

        Assert.Equal(isLeftOut, userData.Contains("/etc/extensions/docker-flatcar.raw"));
    }

    [Fact]
    public async Task Ubuntu_with_mirrors_is_a_cloud_config_archive()
    {
        var machine = await MachineReader.ReadAsync(
            Pools.Provision("ubuntu"),
            (_, _, _) => Task.FromResult<byte[]?>(null),
            TestContext.Current.CancellationToken
        );
        var options = new UbuntuOptions { AptMirrors = ["https://mirror.example/ubuntu"] };
        var userData = Pools.Text(new UbuntuSystem(options).Provision(machine));

        Assert.StartsWith("#cloud-config-archive\n", userData);
        var parts = YamlDocument.Parse(userData)!.AsArray();
        Assert.Equal(["text/cloud-config", "text/x-shellscript"], parts.Select(part => (string?)part!["type"]));
        Assert.Equal(
            Pools.Text(new UbuntuSystem(new UbuntuOptions()).Provision(machine)),
            (string?)parts[1]!["content"]
        );
        ProgramRun.SkipUnlessInstalled("cloud-init", "cloud-init");
        await AssertCloudInitAcceptsAsync((string)parts[0]!["content"]!);
    }

    [Fact]
    public async Task MemoryOne_puts_the_script_beside_its_settings_in_one_message()
    {
        var spec = Pools.Provision("memoryone-chost") with
        {
            ProviderConfig = Pools.Json("""{"memoryTopology": "3", "systemMemory": "7x"}"""),
        };
        var userData = await Render.UserDataAsync(spec);

        Assert.StartsWith("Content-Type: multipart/mixed; boundary=\"==GRAFT-0==\"\nMIME-Version: 1.0\n\n", userData);
        Assert.Contains("Content-Type: text/x-vsmp; section=vsmp\n\nmem_topology=3\nsystem_memory=7x\n--==", userData);
        Assert.Contains("Content-Type: text/x-shellscript\n\n#!/bin/bash\n", userData);
        Assert.EndsWith("--==GRAFT-0==--\n", userData);
    }

    private static async Task AssertCloudInitAcceptsAsync(string cloudConfig)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["user-data"], cloudConfig, TestContext.Current.CancellationToken);
        var run = await ProgramRun.RunAsync("cloud-init", ["schema", "--config-file", directory["user-data"]]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }
}
