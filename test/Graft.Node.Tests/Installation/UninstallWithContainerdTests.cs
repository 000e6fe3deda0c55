using System.Diagnostics;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Containerd;

namespace Graft.Node.Tests.Installation;

/// <summary>What a file means is asked of the real containerd, where there is one of version 1 on PATH.</summary>
public sealed class UninstallWithContainerdTests
{
    private const string Missing = "no file";

    public static TheoryData<string> Files =>
        [
            Missing,
            "",
            "# nothing but a comment\n",
            "version = 2\n",
            "disabled_plugins = []\nversion = 2 # two\n",
            "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd]\n  runtimes.runc.runtime_type = 'io.containerd.runc.v2'\n",
            "version = 2\r\n[plugins]\r\n  [plugins.\"io.containerd.grpc.v1.cri\"]\r\n    sandbox_image = \"p\"\r\n",
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_file_is_left_as_it_would_be_without_Graft(string before)
    {
        var program = FindContainerd();
        var text = before == Missing ? null : before;
        await using var node = await TestNode.StartAsync(new StandInOptions { ContainerdVersion = "1.6.20" }, text);
        File.WriteAllText(
            Path.Combine(node.Host.Tools, "containerd"),
            $"#!/bin/sh\nif [ \"$1\" = --config ]; then f={node.Root}$2; shift 2; set -- --config \"$f\" \"$@\"; fi\nexec {program} \"$@\"\n"
        );
        var crates = TestNode.Bare("crates");
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(crates)).Kind);
        Assert.Equal(["bx", "crates", "runc"], node.Host.ServedHandlers);
        var pristine = node["/etc/containerd/config.toml.graft-orig"];
        Assert.Equal(text, File.Exists(pristine) ? File.ReadAllText(pristine) : null);

        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync()).Kind);
        Assert.Equal(["crates", "runc"], node.Host.ServedHandlers);
        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync(crates)).Kind);

        Assert.Equal(text, File.Exists(node["/etc/containerd/config.toml"]) ? node.Config : null);
        Assert.Equal(4, node.Restarts);
        Assert.Empty(node.Leftovers());
    }

    private static string FindContainerd()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(directory => Path.Combine(directory, "containerd"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "no containerd on PATH");
        using var process = Process.Start(
            new ProcessStartInfo(found, "--version") { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        var version = ContainerdVersion.Parse(process.StandardOutput.ReadToEnd().Split(' ')[2]);
        Assert.SkipUnless(version?.Major == 1, $"containerd {version} prints version 3 for any file");
        return found;
    }
}
