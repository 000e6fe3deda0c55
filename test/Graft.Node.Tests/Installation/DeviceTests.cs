using System.Diagnostics;
using Graft.Api.Installation;

namespace Graft.Node.Tests.Installation;

/// <summary>The built program on a node that lacks a device which the runtime needs.</summary>
public sealed class DeviceTests
{
    private static readonly string[] s_devices = ["/dev/kvm", "/dev/vhost-vsock", "/dev/vhost-net"];

    private static readonly RuntimeDescription s_runtime = TestNode.Crates("1.0") with
    {
        Requirements = TestNode.Crates("1.0").Requirements! with { Devices = s_devices },
    };

    [Theory]
    [InlineData("/dev/kvm")]
    [InlineData("/dev/vhost-vsock")]
    [InlineData("/dev/vhost-net")]
    public async Task Case_53_a_node_without_a_device_is_not_ready_says_which_and_keeps_its_containerd(string device)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n# as it was\n");
        node.ArrangeCrates();
        foreach (var other in s_devices)
        {
            node.Write(other, "");
        }
        File.Delete(node[device]);
        var before = node.Snapshot();
        var config = File.ReadAllBytes(node["/etc/containerd/config.toml"]);

        Assert.NotEqual(0, (await RunAsync(node, "install", "--once", $"--content={node.Content}")).Code);

        Assert.Equal(
            (1, $"not ready: {device} cannot be opened for reading and writing, which crates needs\n"),
            await RunAsync(node, "status")
        );
        Assert.Equal(config, File.ReadAllBytes(node["/etc/containerd/config.toml"]));
        Assert.Equal(before, node.Snapshot());
        Assert.Equal(0, node.Restarts);

        // The operator has loaded the module meanwhile.
        node.Write(device, "");
        Assert.Equal(0, (await RunAsync(node, "install", "--once", $"--content={node.Content}")).Code);
        Assert.Equal(
            (0, "ready: crates 1.0 (crates-a, crates-b) is installed and served\n"),
            await RunAsync(node, "status")
        );
        Assert.Equal(1, node.Restarts);
    }

    private static async Task<(int Code, string Output)> RunAsync(TestNode node, string verb, params string[] words)
    {
        var description = Path.Combine(node.Content, "crates.json");
        File.WriteAllText(description, InstallationJson.Serialize(s_runtime));
        var start = new ProcessStartInfo(InstallerProcess.Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] all =
        [
            verb,
            .. words,
            $"--runtime={description}",
            $"--host-root={node.Root}",
            $"--host-tools={node.Host.Tools}",
        ];
        foreach (var word in all)
        {
            start.ArgumentList.Add(word);
        }
        using var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync(TestNode.Cancel);
        await process.WaitForExitAsync(TestNode.Cancel);
        return (process.ExitCode, output);
    }
}
