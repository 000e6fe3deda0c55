using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Containerd.Protocol;
using RuntimeHandler = Graft.Api.Installation.RuntimeHandler;

namespace RealNode.Containerd;

/// <summary>gVisor as far as packages bring it: the program itself, and no shim.</summary>
[Collection(nameof(RealContainerd))]
public sealed class GVisorTests
{
    private const string Runsc = "/usr/bin/runsc";

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task The_handler_is_served_and_a_pod_without_shim_is_refused_with_the_reason(string release)
    {
        await using var node = await PrivateNode.StartAsync(release, Configurations.Common);
        Installation.Provide(node, Runsc);
        await node.ImportStandardAsync();

        Installation.Succeeds(await Installation.InstallAsync(node, GVisor));

        Assert.Equal(["runc", "runsc"], await Handlers.ServedByAsync(node));
        Assert.Equal("[runsc_config]\n", await node.RunAsync("/bin/cat", "/etc/containerd/runsc.toml"));
        Assert.StartsWith("runsc version", await node.RunAsync($"{Installation.BinaryDirectory}/runsc", "--version"));
        var e = await Assert.ThrowsAsync<CriException>(() => Pod.RunAsync(node, "sandboxed", "runsc"));
        Assert.Contains("io.containerd.runsc.v1", e.Detail, StringComparison.Ordinal);
        Assert.Contains("containerd-shim-runsc-v1", e.Detail, StringComparison.Ordinal);
        // It holds nothing up: the sandbox that failed is no sandbox.
        Installation.Succeeds(await Installation.UninstallAsync(node, GVisor));
        Assert.Equal(["runc"], await Handlers.ServedByAsync(node));
    }

    [Fact]
    public async Task The_published_program_runs_a_process_in_its_sandbox()
    {
        await using var node = await PrivateNode.StartAsync("1.6", Configurations.Common);
        Installation.Provide(node, Runsc);
        Installation.Succeeds(await Installation.InstallAsync(node, GVisor));
        string[] sandbox = ["--platform=ptrace", "--network=none", "--ignore-cgroups", "do"];
        var direct = await Programs.RunAsync(Runsc, [.. sandbox, "/bin/true"], TestContext.Current.CancellationToken);
        Assert.SkipUnless(direct.ExitCode == 0, $"runsc does not work on this machine: {direct.Error.Trim()}");

        var log = await node.RunAsync($"{Installation.BinaryDirectory}/runsc", [.. sandbox, "/bin/dmesg"]);

        Assert.Contains("Starting gVisor", log, StringComparison.Ordinal);
    }

    private static RuntimeDescription GVisor { get; } =
        new()
        {
            Name = "gvisor",
            Version = "20221219",
            BinPath = Installation.BinaryDirectory,
            Binaries = [new RuntimeBinary { Source = "runsc", Name = "runsc" }],
            Files = [new RuntimeFile { Path = "/etc/containerd/runsc.toml", Content = "[runsc_config]\n" }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "runsc",
                    RuntimeType = "io.containerd.runsc.v1",
                    Options = new JsonObject
                    {
                        ["TypeUrl"] = "io.containerd.runsc.v1.options",
                        ["ConfigPath"] = "/etc/containerd/runsc.toml",
                    },
                },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "runsc", Arguments = ["--version"] }],
            },
        };
}
