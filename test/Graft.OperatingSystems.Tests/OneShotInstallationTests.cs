using Graft.Api.Installation;

namespace Graft.OperatingSystems.Tests;

/// <summary>A runtime that user data installs: the unit and its description on every operating system.</summary>
public sealed class OneShotInstallationTests
{
    private static readonly OneShotInstallation Boxes = new()
    {
        Runtime = new RuntimeDescription
        {
            Name = "boxes",
            Version = "1.0",
            BinPath = "/var/bin/containerruntimes",
            Handlers = [new RuntimeHandler { Name = "bx", RuntimeType = "io.containerd.bx.v1" }],
        },
    };

    public static TheoryData<string> Types => [.. Render.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task User_data_of_every_operating_system_carries_unit_and_description(string type)
    {
        var plain = await Render.UserDataAsync(Pools.Provision(type));
        var userData = await Render.UserDataAsync(Boxes.AddTo(Pools.Provision(type)));

        Assert.DoesNotContain("graft-install-boxes.service", plain);
        Assert.Contains("graft-install-boxes.service", userData);
        Assert.Contains("/etc/graft/boxes.json", userData);
    }

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("suse-chost")]
    public async Task The_unit_is_enabled_and_started_after_containerd_without_waiting_for_it(string type)
    {
        using var machine = new TriedMachine();
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Boxes.AddTo(Pools.Provision(type))));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Boxes.ToUnitText(), machine.Read("/etc/systemd/system/graft-install-boxes.service"));
        Assert.Equal(InstallationJson.Serialize(Boxes.Runtime), machine.Read("/etc/graft/boxes.json"));
        var calls = machine.Calls.ToList();
        var start = calls.IndexOf("systemctl restart --no-block graft-install-boxes.service");
        Assert.True(start > calls.IndexOf("systemctl restart containerd.service"));
        Assert.Contains("systemctl enable graft-install-boxes.service", calls);
    }

    [Fact]
    public void Adding_a_runtime_again_replaces_what_was_added_before()
    {
        var newer = Boxes with { Runtime = Boxes.Runtime with { Version = "2.0" } };

        var spec = newer.AddTo(Boxes.AddTo(Pools.Provision("ubuntu")));

        var unit = Assert.Single(spec.Units!, unit => unit.Name == "graft-install-boxes.service");
        Assert.Equal(["/etc/graft/boxes.json", "/opt/graft/bin/graft-node-installer"], unit.FilePaths!);
        var file = Assert.Single(spec.Files!, file => file.Path == "/etc/graft/boxes.json");
        Assert.Contains("\"2.0\"", file.Content!.Inline!.Data);
        Assert.Equal(Pools.Provision("ubuntu").Units!.Count + 1, spec.Units!.Count);
    }

    [Fact]
    public void Old_systemd_gets_a_unit_without_restarts() =>
        Assert.DoesNotContain("Restart=", (Boxes with { TriesAgain = false }).ToUnitText());
}
