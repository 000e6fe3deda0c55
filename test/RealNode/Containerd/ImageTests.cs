using Graft.Api.Installation;
using Graft.Containerd.Protocol;
using Graft.Images;
using Graft.Testing;

namespace RealNode.Containerd;

/// <summary>Images made by code, imported by containerd and run.</summary>
[Collection(nameof(RealPods))]
public sealed class ImageTests
{
    private const string Name = "graft.test/program:1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task A_program_runs_in_an_image_that_holds_only_it_and_its_libraries(string release)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/crun"), "crun is not installed on this machine");
        await using var node = await PrivateNode.StartAsync(release, Configurations.Common);
        await node.ImportStandardAsync();
        await node.ImportAsync(StandardImages.Program(Name, "/bin/crun", "/usr/bin/crun"));
        var pod = await Pod.RunAsync(node, "alone");

        var container = await pod.StartContainerAsync("main", "", config => RunsImage(config, "--version"));
        var end = await pod.EndOfAsync(container);

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(
            await node.RunAsync("/usr/bin/crun", "--version"),
            pod.LogOf("main").Replace("stdout: ", "", StringComparison.Ordinal)
        );
        var e = await Assert.ThrowsAsync<CriException>(() =>
            pod.StartContainerAsync(
                "shell",
                "",
                config =>
                {
                    RunsImage(config);
                    config.Command.Add("/bin/sh");
                }
            )
        );
        Assert.Contains("/bin/sh", e.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shipped_installer_answers_a_probe_out_of_an_image_with_nothing_else_in_it()
    {
        await using var node = await PrivateNode.StartAsync("1.6", Configurations.Common);
        await node.ImportStandardAsync();
        await node.ImportAsync(
            StandardImages.Program(Name, "/graft-node-installer", await PublishedInstaller.GetAsync(Cancel))
        );
        Installation.Provide(node, "/usr/bin/crun");
        Installation.Succeeds(await Installation.InstallAsync(node, Installation.Crun));
        await File.WriteAllTextAsync(node["/etc/runtime.json"], InstallationJson.Serialize(Installation.Crun), Cancel);
        var pod = await Pod.RunAsync(node, "probe", privileged: true);

        var container = await pod.StartContainerAsync(
            "main",
            "",
            config =>
            {
                RunsImage(config, "status", "--runtime", "/var/host/etc/runtime.json");
                config.Mounts.Add(
                    new Mount
                    {
                        HostPath = "/",
                        ContainerPath = "/var/host",
                        Propagation = MountPropagation.PropagationHostToContainer,
                    }
                );
            }
        );
        var end = await pod.EndOfAsync(container);

        Assert.Equal("stdout: ready: crun 1.8.1 (crun) is installed and served\n", pod.LogOf("main"));
        Assert.Equal(0, end.ExitCode);
    }

    /// <summary>The image's own entrypoint, with these arguments.</summary>
    private static void RunsImage(ContainerConfig config, params string[] arguments)
    {
        config.Image = new ImageSpec { Image = Name };
        config.Command.Clear();
        config.Args.Clear();
        config.Args.Add(arguments);
    }
}
