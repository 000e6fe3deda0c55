using System.Diagnostics;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Containerd;
using Graft.Node.Toml;
using Graft.Testing;

namespace Graft.Node.Tests.Installation;

/// <summary>What the installer writes is read by the real containerd, where there is one on PATH.</summary>
public sealed class RealContainerdTests
{
    public static TheoryData<string> Files =>
        [
            "version = 2\n",
            "disabled_plugins = []\nversion = 2 # two\n",
            "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd]\n  runtimes.runc.runtime_type = 'io.containerd.runc.v2'\n",
            "version = 2\nplugins = { 'io.containerd.grpc.v1.cri' = { containerd = { runtimes = { runc = { runtime_type = 'x' } } } } }\n",
            "version = 2\r\n[plugins]\r\n  [plugins.\"io.containerd.grpc.v1.cri\"]\r\n    sandbox_image = \"p\"\r\n",
            "shared:config-default-1.6.toml",
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_dump_of_an_edited_file_differs_in_exactly_the_runtimes_table(string text)
    {
        var program = FindContainerd();
        text = text.StartsWith("shared:")
            ? File.ReadAllText(Repository.Shared("containerd", text["shared:".Length..]))
            : text;
        await using var node = await TestNode.StartAsync(new StandInOptions { ContainerdVersion = "1.6.20" }, text);
        var wrapper =
            $"#!/bin/sh\nif [ \"$1\" = --config ]; then f={node.Root}$2; shift 2; set -- --config \"$f\" \"$@\"; fi\nexec {program} \"$@\"\n";
        File.WriteAllText(Path.Combine(node.Host.Tools, "containerd"), wrapper);
        var old = Dump(program, node);

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        var edited = Dump(program, node);
        var path = new ContainerdConfiguration(edited).PathOf("bx");
        var wanted = HandlerTable.Of(TestNode.Boxes.Handlers[0], new Version(1, 6, 20));
        Assert.True(HandlerTable.Contains(Assert.IsType<TomlTable>(edited.Root.Find(path)), wanted));
        Assert.NotNull(edited.Root.Find([.. path.SkipLast(1), "runc", "runtime_type"]));
        Assert.Equal(new TomlFormat().Value(old.Root), new TomlFormat().Value(edited.Remove(path).Root));
    }

    [Fact]
    public void The_shared_default_of_a_newer_containerd_is_edited_in_one_place()
    {
        var text = File.ReadAllText(Repository.Shared("containerd", "config-default-2.1.toml"));
        var before = new ContainerdConfiguration(TomlDocument.Parse(text));
        var wanted = HandlerTable.Of(TestNode.Boxes.Handlers[0], new Version(2, 1, 4));

        var after = before.With("bx", wanted);

        Assert.Equal(before.Document.Root.With([.. before.PathOf("bx")], wanted), after.Document.Root);
        Assert.Equal(text, after.Without("bx").Document.ToString());
        Assert.Contains(
            "\n        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\n          runtime_type = 'io.containerd.bx.v1'\n",
            after.Document.ToString()
        );
    }

    private static TomlDocument Dump(string program, TestNode node)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, ["--config", node["/etc/containerd/config.toml"], "config", "dump"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return TomlDocument.Parse(output);
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
        Assert.SkipUnless(
            version?.Major == 1,
            $"containerd {version} prints version 3 for any file; the cases are for 1.x"
        );
        return found;
    }
}
