using System.Diagnostics;
using Graft.Api.Installation;
using Graft.Node.CommandLine;
using Graft.Node.Tests.Installation;
using Graft.Testing;

namespace Graft.Node.Tests.CommandLine;

/// <summary>The unit by which a machine installs a runtime without a DaemonSet.</summary>
public sealed class OneShotUnitTests
{
    [Fact]
    public async Task The_command_prints_a_unit_that_systemd_accepts()
    {
        using var directory = new TemporaryDirectory();
        // systemd looks whether the program is there.
        var program = directory["bin/graft-node-installer"];
        Directory.CreateDirectory(directory["bin"]);
        File.WriteAllText(program, "");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (code, unit, error) = await PrintAsync(directory, $"--program={program}", "--content=/srv/boxes");

        Assert.True(code == 0, error);
        Assert.Contains(
            $"\nExecStart={program} install --once --runtime=/etc/graft/boxes.json --host-root=/ --content=/srv/boxes\n",
            unit
        );
        Assert.Contains("\nType=oneshot\nRemainAfterExit=yes\n", unit);
        Assert.DoesNotContain("Requires=", unit);
        await VerifyAsync(directory, unit);
    }

    [Fact]
    public async Task Without_further_words_the_unit_names_the_usual_places()
    {
        using var directory = new TemporaryDirectory();
        var (code, unit, error) = await PrintAsync(directory);

        Assert.True(code == 0, error);
        Assert.Equal(new OneShotInstallation { Runtime = TestNode.Boxes }.ToUnitText(), unit);
        Assert.Contains("ExecStart=/opt/graft/bin/graft-node-installer install", unit);
        Assert.Contains("--content=/opt/graft/content/boxes\n", unit);
    }

    [Theory]
    [InlineData("--content=relative")]
    [InlineData("--content=/a/../b")]
    [InlineData("--content=/with blank")]
    [InlineData("--program=/usr/bin/%h")]
    [InlineData("--program=/bin/true\nExecStartPre=/bin/false")]
    public async Task What_systemd_would_read_otherwise_is_refused_in_one_line(string word)
    {
        using var directory = new TemporaryDirectory();
        var (code, unit, error) = await PrintAsync(directory, word);

        Assert.Equal(2, code);
        Assert.Empty(unit);
        Assert.StartsWith(word.Split('=')[0].TrimStart('-') + ": '", error);
    }

    [Fact]
    public async Task The_words_of_the_unit_install_the_runtime_and_a_second_boot_changes_nothing()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var installation = new OneShotInstallation { Runtime = TestNode.Boxes };
        node.Write(installation.DescriptionPath, installation.ToFile().Content!.Inline!.Data!);
        var start = installation
            .ToUnitText()
            .Split('\n')
            .Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));

        Assert.Equal((0, "ready: boxes 1.0 (bx) is installed and served\n"), await BootAsync(node, start));
        var (restarts, config) = (node.Restarts, node.Config);
        Assert.Equal((0, "ready: boxes 1.0 (bx) is installed and served\n"), await BootAsync(node, start));

        Assert.Equal((restarts, config), (node.Restarts, node.Config));
        Assert.NotNull(node.Table(TestNode.V3, "bx"));
    }

    // The paths of the machine become those of the stand-in's root.
    private static async Task<(int Code, string Output)> BootAsync(TestNode node, string start)
    {
        var words = start
            .Split(' ')
            .Skip(1)
            .Select(word =>
                word.Split('=') switch
                {
                    ["--runtime", var path] => $"--runtime={node[path]}",
                    ["--host-root", "/"] => $"--host-root={node.Root}",
                    ["--content", _] => $"--content={node.Content}",
                    _ => word,
                }
            );
        var output = new StringWriter();
        var code = await InstallerCommand.RunAsync(
            [.. words, $"--host-tools={node.Host.Tools}"],
            output,
            TextWriter.Null,
            TimeProvider.System,
            TestNode.Cancel
        );
        return (code, output.ToString());
    }

    private static async Task<(int Code, string Output, string Error)> PrintAsync(
        TemporaryDirectory directory,
        params string[] words
    )
    {
        File.WriteAllText(directory["runtime.json"], InstallationJson.Serialize(TestNode.Boxes));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await InstallerCommand.RunAsync(
            ["unit", $"--runtime={directory["runtime.json"]}", .. words],
            output,
            error,
            TimeProvider.System,
            TestNode.Cancel
        );
        return (code, output.ToString(), error.ToString());
    }

    private static async Task VerifyAsync(TemporaryDirectory directory, string unit)
    {
        const string Analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyze), $"{Analyze} is not there (Debian package systemd)");
        var path = directory["graft-install-boxes.service"];
        File.WriteAllText(path, unit);
        // What the unit only wants is not on every machine that tests run on.
        File.WriteAllText(
            directory["containerd.service"],
            $"[Service]\nExecStart={directory["bin/graft-node-installer"]}\n"
        );
        var start = new ProcessStartInfo(Analyze, ["verify", "--man=no", path])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SYSTEMD_UNIT_PATH"] = $"{directory.Path}:";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestNode.Cancel);
        var error = process.StandardError.ReadToEndAsync(TestNode.Cancel);
        await process.WaitForExitAsync(TestNode.Cancel);
        var said = await output + await error;
        Assert.True(process.ExitCode == 0 && said.Length == 0, said);
    }
}
