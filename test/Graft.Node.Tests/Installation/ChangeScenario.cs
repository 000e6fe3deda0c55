using Graft.Api.Installation;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Installation;

/// <summary>
/// One kind of change, from a state that is prepared to the one that it must end in, and what must hold wherever in between
/// it was interrupted.
/// </summary>
internal sealed record ChangeScenario
{
    private const string Before = "version = 3\n# site\n";

    public static readonly RuntimeDescription Upgraded = TestNode.Boxes with
    {
        Version = "2.0",
        Handlers =
        [
            TestNode.Boxes.Handlers[0] with
            {
                RuntimePath = "/var/bin/containerruntimes/containerd-shim-bx-v1",
            },
        ],
    };

    /// <summary>The configuration at the beginning; null for none.</summary>
    public string? Start { get; init; } = Before;

    public required Func<TestNode, Task> Prepare { get; init; }

    public required string Verb { get; init; }

    public required RuntimeDescription Runtime { get; init; }

    public required Func<TestNode, Task> Check { get; init; }

    public required Func<string?, bool> IsNew { get; init; }

    public OutcomeKind Outcome { get; init; } = OutcomeKind.Done;

    public int MostRestarts { get; init; } = 1;

    /// <summary>Whether published files may go.</summary>
    public bool MayLose { get; init; }

    public static ChangeScenario Of(string change) =>
        change switch
        {
            "install" => Install(TestNode.Boxes, _ => Task.CompletedTask, Before),
            "from nothing" => Install(TestNode.Boxes, _ => Task.CompletedTask, "version = 3\nroot = ") with
            {
                Start = null,
            },
            "upgrade" => Install(
                Upgraded,
                async node =>
                {
                    Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
                    node.WriteContent("bx", "two");
                    node.WriteContent("containerd-shim-bx-v1", "shim two");
                },
                Before
            ),
            "bundle upgrade" => Install(
                TestNode.Crates("2.0"),
                async node =>
                {
                    node.ArrangeCrates();
                    Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Crates("1.0"))).Kind);
                },
                Before
            ) with
            {
                MayLose = true,
            },
            "other content of the same bundle" => Install(
                TestNode.Crates("1.0"),
                async node =>
                {
                    node.ArrangeCrates();
                    Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Crates("1.0"))).Kind);
                    node.WriteContent("opt/crates/bin/shim", "another shim");
                },
                Before
            ),
            "uninstall" => Uninstall(async node => Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind)),
            "uninstall after a crash" => Uninstall(async node =>
                // The files are published, and nothing is configured.
                await RunAsync(() => node.InstallAsync(fault: new FaultPoint(17, Fault.Crash)))
            ),
            _ => WayBack(),
        };

    /// <summary>What a published path must be in the end, as <see cref="Describe"/> says it.</summary>
    private string? WantedAt(TestNode node, string path)
    {
        var tree = $"/opt/crates/{Runtime.Version}/";
        var source = path.StartsWith(tree) ? $"opt/crates/{path[tree.Length..]}" : Path.GetFileName(path);
        var file = Path.Combine(node.Content, source);
        return path.EndsWith("-v2") ? $"{tree}bin/shim"
            : File.Exists(file) ? Describe(file).Replace("\"/opt/crates/", $"\"{tree}")
            : null;
    }

    private static ChangeScenario Install(RuntimeDescription runtime, Func<TestNode, Task> prepare, string start) =>
        new()
        {
            Prepare = prepare,
            Verb = "install",
            Runtime = runtime,
            IsNew = config => config!.StartsWith(start) && HasTables(config, runtime),
            Check = async node =>
            {
                Assert.True(HasTables(node.Config, runtime));
                var handlers = runtime.Handlers.Select(handler => handler.Name).Order(StringComparer.Ordinal);
                Assert.Equal(handlers, node.Host.ServedHandlers.Where(name => name != "runc"));
                Assert.Equal(OutcomeKind.Done, (await node.StatusAsync(runtime)).Kind);
            },
        };

    private static ChangeScenario Uninstall(Func<TestNode, Task> prepare) =>
        new()
        {
            Prepare = prepare,
            Verb = "uninstall",
            Runtime = TestNode.Boxes,
            IsNew = config => config == Before,
            MayLose = true,
            Check = node =>
            {
                Assert.Equal(Before, node.Config);
                Assert.Equal([], node.Host.ServedHandlers);
                Assert.Empty(Directory.GetFiles(node["/var/bin/containerruntimes"]));
                Assert.Empty(Directory.GetFiles(node["/var/lib/graft"]));
                Assert.False(File.Exists(node["/etc/containerd/bx.toml"]));
                return Task.CompletedTask;
            },
        };

    /// <summary>A table that containerd does not start with: the way to it, and back.</summary>
    private static ChangeScenario WayBack()
    {
        var refused = TestNode.Bare("bad", privileged: "yes");
        return new ChangeScenario
        {
            Prepare = _ => Task.CompletedTask,
            Verb = "install",
            Runtime = refused,
            Outcome = OutcomeKind.NotReady,
            // One to try, and one back.
            MostRestarts = 2,
            IsNew = config => HasTables(config!, refused),
            Check = async node =>
            {
                Assert.Equal(Before, node.Config);
                Assert.Equal([], node.Host.ServedHandlers);
                Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
                Assert.Equal(["bx"], node.Host.ServedHandlers);
            },
        };
    }

    private static bool HasTables(string config, RuntimeDescription runtime) =>
        runtime.Handlers.All(handler =>
        {
            var root = TomlDocument.Parse(config).Root;
            var table = root.Find("plugins", TestNode.V3, "containerd", "runtimes", handler.Name) as TomlTable;
            return table is not null
                && table.Find("runtime_path") == (handler.RuntimePath is { } path ? new TomlString(path) : null)
                && (handler.Options is null || table.Find("options", "ConfigPath") is not null);
        });

    /// <summary>Makes each step in turn the one at which the process ends, or which fails.</summary>
    public async Task SurviveAtEveryStepAsync(Fault fault)
    {
        for (var step = 1; ; step++)
        {
            var point = new FaultPoint(step, fault);
            await SurviveAsync($"step {step}", node => RunAsync(() => RunAsync(node, point)));
            if (!point.IsReached)
            {
                Assert.True(step > 3, "the fault was never reached");
                return;
            }
        }
    }

    /// <summary>Runs the change with a fault in it, looks at the node, runs it again to its end, and looks again.</summary>
    /// <param name="place">Where the fault is, for messages.</param>
    /// <param name="run">The run with the fault.</param>
    public async Task SurviveAsync(string place, Func<TestNode, Task> run)
    {
        await using var node = await TestNode.StartAsync(config: Start);
        await Prepare(node);
        var old = ConfigOf(node);
        var binaries = BinariesOf(node);

        await run(node);

        AssertWhole(node, old, binaries, place);
        var restarts = node.Restarts;
        var outcome = await RunAsync(node, null);
        Assert.True(Outcome == outcome.Kind, $"{place}: {outcome.Message}");
        Assert.InRange(node.Restarts - restarts, 0, MostRestarts);
        await Check(node);
        Assert.Empty(node.Leftovers());
    }

    private Task<Outcome> RunAsync(TestNode node, FaultPoint? fault) =>
        Verb == "install" ? node.InstallAsync(Runtime, fault: fault) : node.UninstallAsync(Runtime, fault: fault);

    private static async Task RunAsync(Func<Task<Outcome>> run)
    {
        try
        {
            await run();
        }
        catch (CrashException) { }
    }

    private void AssertWhole(TestNode node, string? old, SortedDictionary<string, string> binaries, string place)
    {
        var config = ConfigOf(node);
        Assert.True(config == old || IsNew(config), $"{place}: the configuration is\n{config}");
        foreach (var (path, now) in BinariesOf(node))
        {
            var isOld = binaries.TryGetValue(path, out var was) && now == was;
            var isNew = now == WantedAt(node, path);
            Assert.True(isOld || isNew, $"{place}: {path} is {now}");
        }
        if (!MayLose)
        {
            Assert.All(binaries.Keys, path => Assert.True(Exists(node[path]), $"{place}: {path} is missing"));
        }
        var pristine = node["/etc/containerd/config.toml.graft-orig"];
        Assert.True(!File.Exists(pristine) || File.ReadAllText(pristine) == Before);
    }

    private static string? ConfigOf(TestNode node) =>
        File.Exists(node["/etc/containerd/config.toml"]) ? node.Config : null;

    /// <summary>What is at the published paths, and the trees of bundles: path to mode and content.</summary>
    private static SortedDictionary<string, string> BinariesOf(TestNode node)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var directory in new[] { "/var/bin/containerruntimes", "/opt/crates/1.0", "/opt/crates/2.0" })
        {
            if (!Directory.Exists(node[directory]))
            {
                continue;
            }
            foreach (var file in Directory.EnumerateFiles(node[directory], "*", SearchOption.AllDirectories))
            {
                if (!Path.GetFileName(file).StartsWith('.'))
                {
                    found[file[node.Root.Length..]] = Describe(file);
                }
            }
        }
        return found;
    }

    private static string Describe(string file) =>
        new FileInfo(file).LinkTarget ?? $"{File.GetUnixFileMode(file)} {File.ReadAllText(file)}";

    private static bool Exists(string path) => new FileInfo(path) is { Exists: true } or { LinkTarget: not null };
}
