using Graft.Api.Installation;
using Graft.Containerd.Protocol;
using RuntimeHandler = Graft.Api.Installation.RuntimeHandler;

namespace RealNode.Containerd;

/// <summary>A runtime whose shim is its own is upgraded under running pods.</summary>
[Collection(nameof(RealPods))]
public sealed class UpgradeTests
{
    private const string Shim = "containerd-shim-boxes-v1";

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task Running_pods_keep_the_program_they_were_started_with_and_new_ones_get_the_new_one(string release)
    {
        await using var node = await PrivateNode.StartAsync(release, Configurations.Common);
        await node.ImportStandardAsync();
        File.Copy(Path.Combine(node.Release.Programs, "containerd-shim-runc-v2"), Path.Combine(node.Content, Shim));
        Installation.Succeeds(await Installation.InstallAsync(node, Boxes("1.0")));
        var old = await Pod.RunAsync(node, "old", "boxes");
        var container = await old.StartContainerAsync("main", "exec sleep 1000");
        var oldProgram = await ProgramOfShimAsync(node, old);

        // The same program with other bytes is as good as a new version.
        await File.AppendAllTextAsync(Path.Combine(node.Content, Shim), "new", TestContext.Current.CancellationToken);
        Installation.Succeeds(await Installation.InstallAsync(node, Boxes("2.0")));

        Assert.Equal(1, node.Restarts);
        Assert.Equal(oldProgram, await ProgramOfShimAsync(node, old));
        Assert.NotEqual(oldProgram, await InodeAsync(node, $"{Installation.BinaryDirectory}/{Shim}"));
        Assert.Equal("alive\n", await old.ExecAsync(container, "/bin/echo", "alive"));
        var young = await Pod.RunAsync(node, "young", "boxes");
        Assert.Equal(
            await InodeAsync(node, $"{Installation.BinaryDirectory}/{Shim}"),
            await ProgramOfShimAsync(node, young)
        );
        await old.StopAsync();
        await old.RemoveAsync();
        Assert.Equal(PodSandboxState.SandboxReady, (await young.StatusAsync()).State);
    }

    private static RuntimeDescription Boxes(string version) =>
        new()
        {
            Name = "boxes",
            Version = version,
            BinPath = Installation.BinaryDirectory,
            Binaries = [new RuntimeBinary { Source = Shim, Name = Shim }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "boxes",
                    // containerd 1.6 reads the path and goes by the name all the same, which leads to its own PATH.
                    RuntimeType = "io.containerd.boxes.v1",
                    RuntimePath = $"{Installation.BinaryDirectory}/{Shim}",
                },
            ],
        };

    /// <summary>The inode of the program of the shim that keeps the pod.</summary>
    private static async Task<string> ProgramOfShimAsync(PrivateNode node, Pod pod)
    {
        var commands = new List<string>();
        foreach (var process in Directory.GetDirectories(node["/proc"]).Where(path => char.IsAsciiDigit(path[^1])))
        {
            var command = (await ReadAsync($"{process}/cmdline")).Replace('\0', ' ');
            if (command.Contains(pod.Id, StringComparison.Ordinal) && command.Contains(Shim, StringComparison.Ordinal))
            {
                return await InodeAsync(node, $"/proc/{Path.GetFileName(process)}/exe");
            }
            commands.Add(command);
        }
        throw new InvalidOperationException($"no shim of the pod {pod.Id} runs, but:\n{string.Join('\n', commands)}");
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
            return "";
        }
    }

    private static Task<string> InodeAsync(PrivateNode node, string path) =>
        node.RunAsync("/usr/bin/stat", "-L", "-c", "%d:%i", path);
}
