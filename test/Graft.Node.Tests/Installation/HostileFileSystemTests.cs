namespace Graft.Node.Tests.Installation;

/// <summary>
/// Links, pipes, devices and directories stand where the installer reads and writes: it never waits for them, never goes
/// through them to something else, never changes anything outside the node's root, and says in one line what is in the way.
/// </summary>
public sealed class HostileFileSystemTests
{
    private const string Before = "version = 3\n# site\n";

    private static readonly string[] Own =
    [
        "/etc/containerd/.config.toml.lock",
        "/etc/containerd/config.toml.graft-orig",
        "/var/lib/graft/restart-pending",
        "/var/lib/graft/config.toml.previous",
        "/var/lib/graft/bx.json",
        "/var/lib/graft/boxes.outcome.json",
    ];

    private static readonly string[] Odd =
    [
        "link out",
        "dangling link",
        "loop",
        "directory",
        "pipe",
        "socket",
        "device",
    ];

    public static TheoryData<string> OddKinds => [.. Odd];

    [Theory]
    [MemberData(nameof(OddKinds))]
    public async Task Nothing_is_touched_where_something_stands_in_one_of_Grafts_own_places(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Directory.CreateDirectory(node["/var/lib/graft"]);
        foreach (var place in Own.Append("/var/lib/graft"))
        {
            var isRecords = place == "/var/lib/graft";
            Directory.Delete(node["/var/lib/graft"], recursive: true);
            Planted.Put(
                node,
                place,
                isRecords && kind == "directory" ? "file"
                    : isRecords && kind == "link out" ? "directory link out"
                    : kind
            );
            var before = node.Everything();

            var outcome = await node.InstallAsync();

            Assert.True(OutcomeKind.Refused == outcome.Kind || kind == "loop", outcome.Message);
            Assert.NotEqual(OutcomeKind.Done, outcome.Kind);
            Assert.Contains(place, outcome.Message);
            Assert.Equal(before, node.Everything());
            Assert.Equal(0, node.Restarts);
            Remove(node[place]);
            Directory.CreateDirectory(node["/var/lib/graft"]);
        }
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(Planted.Victim, File.ReadAllText(node.Outside));
    }

    [Theory]
    [InlineData("dangling link", "is a link to /nowhere/at/all, which does not exist; refusing to modify it")]
    [InlineData("link out", "which does not exist; refusing to modify it")]
    [InlineData("loop", "too many symbolic links on the way to /etc/containerd/config.toml")]
    [InlineData("directory", "is a directory, not a file; refusing to modify it")]
    [InlineData("pipe", "is a device, pipe or socket, not a file; refusing to modify it")]
    [InlineData("device", "is a device, pipe or socket, not a file; refusing to modify it")]
    public async Task A_configuration_that_is_no_file_is_left_as_it_is(string kind, string message)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/etc/containerd/config.toml", kind);
        var before = node.Everything();

        var outcome = await node.InstallAsync();

        Assert.NotEqual(OutcomeKind.Done, outcome.Kind);
        Assert.Contains(message, outcome.Message);
        Assert.Equal(before, node.Everything());
        Assert.Equal(0, node.Restarts);
        Assert.NotEqual(OutcomeKind.Done, (await node.StatusAsync()).Kind);
    }

    [Theory]
    [InlineData("/etc/site/containerd.toml")]
    [InlineData("../site/containerd.toml")]
    public async Task A_configuration_that_is_a_link_to_a_file_is_edited_where_it_is(string target)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        node.Write("/etc/site/containerd.toml", Before);
        File.Delete(node["/etc/containerd/config.toml"]);
        File.CreateSymbolicLink(node["/etc/containerd/config.toml"], target);

        // The stand-in for containerd reads through its own links; those of the node lead elsewhere for it.
        using var session = node.Open(TestNode.Boxes);
        var file = session.Configuration.Peek();

        Assert.Equal("/etc/site/containerd.toml", file.Path.Value);
        Assert.Equal(Before, file.Configuration.Document.ToString());
        session.Configuration.Restore(file with { Bytes = "version = 2\n"u8.ToArray() });
        Assert.Equal("version = 2\n", File.ReadAllText(node["/etc/site/containerd.toml"]));
        Assert.Equal(target, new FileInfo(node["/etc/containerd/config.toml"]).LinkTarget);
    }

    [Fact]
    public async Task A_configuration_that_shares_its_content_with_another_file_leaves_that_one_alone()
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/etc/containerd/config.toml", "hard link");
        node.Config = Before;

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);

        Assert.Equal(Before, File.ReadAllText(node.Outside));
        Assert.NotNull(node.Table(TestNode.V3, "bx"));
    }

    public static TheoryData<string> Temporaries =>
        [
            "link out",
            "dangling link",
            "loop",
            "hard link",
            "directory",
            "pipe",
            "socket",
            "device",
            "directory link out",
        ];

    [Theory]
    [MemberData(nameof(Temporaries))]
    public async Task Whatever_has_the_name_of_a_temporary_file_gives_way_and_is_not_followed(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        foreach (
            var place in new[]
            {
                "/etc/containerd/.config.toml.graft-new",
                "/etc/containerd/.config.toml.graft-orig.graft-new",
                "/etc/containerd/.bx.toml.graft-new",
                "/var/lib/graft/.bx.json.graft-new",
                "/var/lib/graft/.restart-pending.graft-new",
                "/var/lib/graft/.config.toml.previous.graft-new",
                "/var/bin/containerruntimes/.bx.graft-new",
            }
        )
        {
            Planted.Put(node, place, kind);
        }

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);

        Assert.Equal(1, node.Restarts);
        Assert.Empty(node.Leftovers());
        Assert.Equal(Planted.Victim, File.ReadAllText(node.Outside));
        Assert.Equal(OutcomeKind.Done, (await node.StatusAsync()).Kind);
    }

    [Theory]
    [InlineData("link out")]
    [InlineData("relative link out")]
    [InlineData("dangling link")]
    [InlineData("loop")]
    [InlineData("hard link")]
    [InlineData("file")]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("device")]
    public async Task Whatever_stands_in_a_programs_place_is_replaced_and_not_written_through(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/var/bin/containerruntimes/bx", kind);

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);

        Assert.Equal(Planted.Victim, File.ReadAllText(node.Outside));
        Assert.Null(new FileInfo(node["/var/bin/containerruntimes/bx"]).LinkTarget);
        Assert.Contains("one", File.ReadAllText(node["/var/bin/containerruntimes/bx"]));
    }

    [Theory]
    [MemberData(nameof(OddKinds))]
    public async Task An_auxiliary_file_of_somebody_else_is_left_alone(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/etc/containerd/bx.toml", kind);
        var before = node.Everything();

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.StartsWith("/etc/containerd/bx.toml ", outcome.Message);
        Assert.Equal(before, node.Everything());
    }

    [Theory]
    [InlineData("/var/bin/containerruntimes", "directory link out", true)]
    [InlineData("/var/bin", "directory link out", true)]
    [InlineData("/var/bin/containerruntimes", "dangling link", true)]
    [InlineData("/var/bin/containerruntimes", "loop", false)]
    [InlineData("/var/bin", "loop", false)]
    [InlineData("/var/bin/containerruntimes", "file", false)]
    [InlineData("/var/bin", "file", false)]
    [InlineData("/var/bin", "pipe", false)]
    [InlineData("/var/bin/containerruntimes", "device", false)]
    public async Task A_linked_directory_of_programs_is_the_nodes_own_and_anything_else_is_refused(
        string place,
        string kind,
        bool isFine
    )
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, place, kind);
        var before = node.Everything();

        var outcome = await node.InstallAsync();

        Assert.Equal(isFine, outcome.Kind == OutcomeKind.Done);
        Assert.Equal(Planted.Victim, File.ReadAllText(node.Outside));
        Assert.False(
            Directory.Exists(node.Outside + ".d") && Directory.GetFileSystemEntries(node.Outside + ".d").Length > 0
        );
        if (!isFine)
        {
            Assert.Contains(place, outcome.Message);
            Assert.Equal(before, node.Everything());
        }
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("device")]
    [InlineData("directory")]
    [InlineData("link out")]
    [InlineData("dangling link")]
    public async Task What_is_no_metadata_file_says_nothing(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/etc/metadata/containerruntime", kind);

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.True(File.Exists(node["/var/bin/containerruntimes/bx"]));
    }

    [Theory]
    [MemberData(nameof(OddKinds))]
    public async Task What_is_no_announcement_is_neither_followed_nor_waited_for(string kind)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Planted.Put(node, "/run/graft-installs-boxes.lock", kind);
        Planted.Put(node, "/run/graft-installs-other.lock", kind);

        // The clock stands still: whoever waits for an announcement would wait for ever.
        using var session = node.Open(TestNode.Boxes);
        Assert.False(session.Announcements.IsAnyStanding());
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(Planted.Victim, File.ReadAllText(node.Outside));
    }

    [Fact]
    public async Task Names_that_nobody_would_give_are_no_obstacle()
    {
        await using var node = await TestNode.StartAsync(config: Before);
        node.ArrangeCrates();
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Crates("1.0"))).Kind);
        foreach (var name in new[] { "a\nb", "\u001b[31m", "-rf", " ", "é\r", ".x.graft-new\n" })
        {
            File.WriteAllText(node[$"/var/bin/containerruntimes/{name}"], name);
            Directory.CreateDirectory(node[$"/opt/crates/{name}"]);
            File.WriteAllText(node[$"/opt/crates/1.0/{name}"], name);
        }

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Crates("2.0"))).Kind);

        Assert.False(Directory.Exists(node["/opt/crates/1.0/share"]));
        Assert.True(File.Exists(node["/var/bin/containerruntimes/a\nb"]));
        Assert.True(Directory.Exists(node["/opt/crates/a\nb"]));
    }

    [Fact]
    public async Task A_message_is_one_line_whatever_stands_in_it()
    {
        await using var node = await TestNode.StartAsync(config: Before);
        node.Config = "version = \"\\n\\u001b[31m2\"\n";

        var outcome = await node.InstallAsync();

        Assert.Equal("cannot assert containerd config file version \" ?[31m2\" as an int64", outcome.Message);
    }

    [Fact]
    public async Task Records_that_others_can_write_are_not_trusted()
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Directory.CreateDirectory(node["/var/lib/graft"]);
        File.SetUnixFileMode(node["/var/lib/graft"], (UnixFileMode)0x1ff);
        var before = node.Everything();

        var outcome = await node.InstallAsync();

        Assert.Equal(
            new Outcome(
                OutcomeKind.Refused,
                "/var/lib/graft can be written by others than root; refusing to trust what stands there"
            ),
            outcome
        );
        Assert.Equal(before, node.Everything());
    }

    [Theory]
    [InlineData("{\"runtime\":\"boxes\",\"handler\":\"bx\",\"files\":{\"../../outside\":\"\"}}")]
    [InlineData("{\"runtime\":\"boxes\",\"handler\":\"bx\",\"attempted\":[null]}")]
    [InlineData("{\"runtime\":\"boxes\",\"handler\":\"other\"}")]
    [InlineData("{\"runtime\":null,\"handler\":null}")]
    [InlineData("{\"runtime\":\"boxes\",\"handler\":\"bx\",\"table\":\"[[[\"}")]
    [InlineData("\0\0\0")]
    public async Task A_record_that_makes_no_sense_is_written_anew(string record)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        node.Write("/var/lib/graft/bx.json", record);
        node.Write(
            "/var/lib/graft/boxes.outcome.json",
            "{\"input\":null,\"kind\":99,\"message\":null,\"isFinal\":true}"
        );
        node.Write(
            "/var/lib/graft/restart-pending",
            "{\"written\":[],\"hadPrevious\":false,\"handlers\":{\"x\":null}}"
        );

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(OutcomeKind.Done, (await node.StatusAsync()).Kind);
        Assert.Equal(1, node.Restarts);
        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync()).Kind);
        Assert.Equal(Before, node.Config);
    }

    private static void Remove(string path)
    {
        if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
