using System.Collections.Concurrent;
using Graft.Api.Installation;
using Graft.Node.CommandLine;
using Graft.Node.Tests.Installation;
using Graft.Testing;

namespace Graft.Node.Tests.CommandLine;

public sealed class InstallerCommandTests
{
    [Fact]
    public async Task A_runtime_is_installed_asked_for_and_uninstalled_from_the_command_line()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var runtime = Describe(node, TestNode.Boxes);

        Assert.Equal(
            (1, "not ready: handler bx is not installed yet\n"),
            await RunAsync(node, "status", "--runtime", runtime)
        );
        Assert.Equal(
            (0, "ready: boxes 1.0 (bx) is installed and served\n"),
            await RunAsync(node, "install", "--once", "--runtime", runtime)
        );
        Assert.Equal(
            (0, "ready: boxes 1.0 (bx) is installed and served\n"),
            await RunAsync(node, "status", "--runtime", runtime)
        );
        Assert.Equal(
            (1, "not ready: handler bx is still installed\n"),
            await RunAsync(node, "status", "--absent", "--runtime", runtime)
        );
        Assert.Equal(
            (0, "boxes is not on this node\n"),
            await RunAsync(node, "uninstall", "--once", $"--runtime={runtime}")
        );
        Assert.Equal(
            (0, "ready: boxes is not installed\n"),
            await RunAsync(node, "status", "--absent", "--runtime", runtime)
        );
        Assert.Equal(
            (1, "not ready: handler bx is not installed yet\n"),
            await RunAsync(node, "status", "--runtime", runtime)
        );
    }

    [Fact]
    public async Task The_staying_command_heals_drift_and_ends_with_zero()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var runtime = Describe(node, TestNode.Boxes);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestNode.Cancel);
        var command = InstallerCommand.RunAsync(
            [
                "install",
                "--runtime",
                runtime,
                "--host-root",
                node.Root,
                "--content",
                node.Content,
                "--host-tools",
                node.Host.Tools,
            ],
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System,
            ended.Token
        );
        await UntilAsync(async () => (await node.StatusAsync()).Kind == OutcomeKind.Done);

        node.Config = "version = 3\n# drift\n";

        await UntilAsync(() => Task.FromResult(node.Table(TestNode.V3, "bx") is not null));
        await UntilAsync(async () => (await node.StatusAsync()).Kind == OutcomeKind.Done);
        await ended.CancelAsync();
        Assert.Equal(0, await command);
        Assert.StartsWith("version = 3\n# drift\n", node.Config);
    }

    [Fact]
    public async Task A_changed_configuration_or_content_cuts_the_wait_after_failures_short()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        node.Config = "version = 5\n";
        File.Delete(Path.Combine(node.Content, "bx"));
        var time = new ManualTimeProvider();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestNode.Cancel);
        var log = new LogLines();
        string[] words =
        [
            "install",
            $"--runtime={Describe(node, TestNode.Boxes)}",
            $"--host-root={node.Root}",
            $"--content={node.Content}",
            $"--host-tools={node.Host.Tools}",
        ];
        var command = InstallerCommand.RunAsync(words, TextWriter.Null, log, time, ended.Token);
        // The fifth wait is 160 s long.
        foreach (var seconds in new[] { 10, 20, 40, 80 })
        {
            await UntilAsync(() => Task.FromResult(time.PendingTimers == 1));
            time.Advance(TimeSpan.FromSeconds(seconds));
        }
        await UntilAsync(() => Task.FromResult(time.PendingTimers == 1));

        node.Config = "version = 3\n";

        await AfterAtMostTenSecondsAsync("the content has no file");
        await UntilAsync(() => Task.FromResult(time.PendingTimers == 1));
        node.WriteContent("bx", "one");
        await AfterAtMostTenSecondsAsync("are published");
        await ended.CancelAsync();
        Assert.Equal(0, await command);

        async Task AfterAtMostTenSecondsAsync(string message)
        {
            var start = time.GetUtcNow();
            await UntilAsync(() =>
            {
                if (time.GetUtcNow() - start < TimeSpan.FromSeconds(10))
                {
                    time.Advance(TimeSpan.FromMilliseconds(100));
                }
                return Task.FromResult(log.Lines.Any(line => line.Contains(message)));
            });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("install")]
    [InlineData("remove --runtime x")]
    [InlineData("install --runtime")]
    [InlineData("install --runtime /does/not/exist")]
    [InlineData("install --runtime /dev/null --host-root /does/not/exist")]
    [InlineData("status --force --runtime /dev/null")]
    public async Task A_wrong_command_line_ends_with_two_and_one_line(string words)
    {
        var error = new StringWriter();

        var code = await InstallerCommand.RunAsync(
            words.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            TextWriter.Null,
            error,
            TimeProvider.System,
            TestNode.Cancel
        );

        Assert.Equal(2, code);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    public static TheoryData<string, string> Hostile =>
        new()
        {
            { "\"name\":\"boxes\"", "\"name\":\"../../etc\"" },
            { "\"version\":\"1.0\"", "\"version\":\"unmanaged\"" },
            { "/var/bin/containerruntimes", "var/bin" },
            { "/var/bin/containerruntimes", "/var/../etc" },
            { "\"source\":\"bx\"", "\"source\":\"../bx\"" },
            { "\"name\":\"bx\"", "\"name\":\"bx/../../sh\"" },
            { "/etc/containerd/bx.toml\",\"mode\"", "/etc/containerd/config.toml\",\"mode\"" },
            { "\"runtimeType\":\"io.containerd.bx.v1\"", "\"runtimeType\":\"\"" },
            { "\"TypeUrl\":\"io.containerd.bx.v1.options\"", "\"TypeUrl\":{\"a\":1}" },
            { "\"handlers\":[", "\"handlers\":[],\"x\":[" },
            { "\"version\"", "\"extra\":1,\"version\"" },
            { "\"version\":", "\"version\":\"2\",\"version\":" },
            { "{", "" },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_description_ends_with_two_one_line_and_an_unchanged_node(
        string part,
        string replacement
    )
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var json = InstallationJson.Serialize(TestNode.Boxes).Replace("\n", "").Replace(": ", ":").Replace("  ", "");
        Assert.Contains(part, json);
        var file = Path.Combine(node.Content, "runtime.json");
        File.WriteAllText(file, json.Replace(part, replacement));
        var before = node.Snapshot();
        var error = new StringWriter();

        var code = await InstallerCommand.RunAsync(
            [
                "install",
                "--once",
                "--runtime",
                file,
                "--host-root",
                node.Root,
                "--content",
                node.Content,
                "--host-tools",
                node.Host.Tools,
            ],
            TextWriter.Null,
            error,
            TimeProvider.System,
            TestNode.Cancel
        );

        Assert.Equal(2, code);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.StartsWith("the runtime description cannot be ", error.ToString());
        Assert.Equal(before, node.Snapshot());
    }

    [Fact]
    public void A_description_survives_its_JSON()
    {
        var json = InstallationJson.Serialize(TestNode.Crates("1.0"));

        Assert.Equal(json, InstallationJson.Serialize(InstallationJson.Deserialize(json)));
        Assert.Empty(Graft.Node.Installation.DescriptionRules.Check(InstallationJson.Deserialize(json)));
    }

    [Fact]
    public void An_auxiliary_file_without_a_mode_is_readable_by_all()
    {
        const string Json = """
            {"name":"x","version":"1","binPath":"/opt/x","handlers":[{"name":"x","runtimeType":"t"}],
             "files":[{"path":"/etc/x/a","content":""},{"path":"/etc/x/b","content":"","mode":384}]}
            """;

        var files = InstallationJson.Deserialize(Json).Files!;

        Assert.Equal([420, 384], files.Select(file => (int)file.Mode));
        Assert.Equal(new RuntimeFile { Path = "/etc/x/a", Content = "" }, files[0]);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestNode.Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static string Describe(TestNode node, RuntimeDescription runtime)
    {
        var file = Path.Combine(node.Content, "runtime.json");
        File.WriteAllText(file, InstallationJson.Serialize(runtime));
        return file;
    }

    private static async Task<(int Code, string Output)> RunAsync(TestNode node, params string[] words)
    {
        var output = new StringWriter();
        var code = await InstallerCommand.RunAsync(
            [.. words, "--host-root", node.Root, "--content", node.Content, "--host-tools", node.Host.Tools],
            output,
            TextWriter.Null,
            TimeProvider.System,
            TestNode.Cancel
        );
        return (code, output.ToString());
    }

    private sealed class LogLines : StringWriter
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public override void WriteLine(string? value) => Lines.Enqueue(value ?? "");
    }
}
