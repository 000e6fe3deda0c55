using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Node.CommandLine;
using Graft.Node.Installation;
using Graft.Node.Tests.Installation;
using Graft.Node.Toml;

namespace Graft.Node.Tests.CommandLine;

/// <summary>Descriptions that nobody should have written: one line that names the field, and no change.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Never =
    [
        "",
        "a\nb",
        "a\r\nb",
        "\u001b[31m",
        "\0",
        "..",
        "../../etc/passwd",
        "/../etc",
        "/a//b",
        "/a/./b",
        "a/../../b",
        "]\n[plugins.evil]\n",
        new string('x', 5000),
        "/" + new string('x', 300),
        "/" + string.Join('/', Enumerable.Repeat("x", 2000)),
    ];

    private static JsonNode Whole =>
        JsonNode.Parse(
            InstallationJson.Serialize(
                TestNode.Crates("1.0") with
                {
                    Architectures = ["amd64"],
                    Binaries = TestNode.Boxes.Binaries,
                    Files = TestNode.Boxes.Files,
                }
            )
        )!;

    [Fact]
    public void Every_text_of_a_description_is_checked()
    {
        Assert.Null(ProblemWith("name", "\"crates\""));
        var fields = Fields(Whole, "").Where(field => field.Value.GetValueKind() == JsonValueKind.String);
        foreach (var field in fields.Select(field => field.Path))
        {
            foreach (var text in Never)
            {
                var problem = ProblemWith(field, JsonValue.Create(text).ToJsonString());
                Assert.True(problem is not null || IsFree(field, text), $"{field} may be '{OneLine.Of(text, 40)}'");
                if (problem is not null)
                {
                    AssertOneLine(problem);
                    Assert.Contains(field.Split('.')[^1].Split('[')[0], problem);
                }
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1e400")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("\"x\"")]
    [InlineData("-1")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("{\"x\":{}}")]
    [InlineData("\"\\ud800\"")]
    public void Anything_in_the_place_of_anything_is_accepted_or_refused_in_one_line(string json)
    {
        foreach (var (field, _) in Fields(Whole, "").ToList())
        {
            if (ProblemWith(field, json) is { } problem)
            {
                AssertOneLine(problem);
            }
        }
    }

    [Theory]
    [InlineData("{\"name\":\"x\"}", "version")]
    [InlineData("[]", "RuntimeDescription")]
    [InlineData("null", "null")]
    [InlineData("", "JSON")]
    [InlineData("{\"a\\nb\":1}", "a")]
    public void What_is_no_description_is_refused_in_one_line(string json, string named)
    {
        var error = Assert.Throws<FormatException>(() => DescriptionRules.Read(json));

        AssertOneLine(error.Message);
        Assert.Contains(named, error.Message);
    }

    [Theory]
    [InlineData("binPath", "/var/lib/graft", "binPath: '/var/lib/graft' is not a place")]
    [InlineData("binPath", "/var/lib/graft/x", "binPath: '/var/lib/graft/x' is not a place")]
    [InlineData("binPath", "/proc/self", "binPath: '/proc/self' is not a place")]
    [InlineData("binPath", "/opt/crates/1.0", "'/opt/crates/1.0")]
    [InlineData("binPath", "/opt/crates/1.0/bin", "binPath: '/opt/crates/1.0/bin' is inside a bundle")]
    [InlineData(
        "files[0].path",
        "/etc/containerd/config.toml",
        "files[0].path: '/etc/containerd/config.toml' is not a"
    )]
    [InlineData("files[0].path", "/etc/containerd/.config.toml.lock", "files[0].path: ")]
    [InlineData("files[0].path", "/etc/containerd/.bx.graft-new", "files[0].path: ")]
    [InlineData("files[0].path", "/etc/metadata/containerruntime", "files[0].path: ")]
    [InlineData(
        "files[0].path",
        "/var/bin/containerruntimes/bx",
        "files[0].path: '/var/bin/containerruntimes/bx' occurs"
    )]
    [InlineData("bundles[0].directory", "/var/lib/graft/1", "bundles[0].directory: ")]
    [InlineData("bundles[0].links[0].name", "bx", "'bx' occurs twice")]
    [InlineData("binaries[1].name", "bx", "'bx' occurs twice")]
    [InlineData("handlers[1].name", "crates-a", "handlers: 'crates-a' occurs twice")]
    [InlineData("handlers[0].name", "../x", "handlers[0].name: '../x' is not a handler's name")]
    [InlineData("requirements.checks[0].program", "other", "requirements.checks[0].program: ")]
    public void A_description_may_not_put_things_where_others_are(string field, string value, string problem)
    {
        Assert.Contains(problem, ProblemWith(field, $"\"{value}\""));
    }

    [Fact]
    public void A_program_by_the_name_of_containerds_own_file_is_refused()
    {
        var problem = Assert.Single(
            DescriptionRules.Check(
                TestNode.Boxes with
                {
                    BinPath = "/etc/containerd",
                    Binaries = [new RuntimeBinary { Source = "bx", Name = "config.toml" }],
                }
            )
        );

        Assert.Equal("binaries[0].name: '/etc/containerd/config.toml' is not a place for a runtime's files", problem);
    }

    [Theory]
    [InlineData(0xfff)]
    [InlineData(0x9ed)]
    [InlineData(-1)]
    public void A_file_gets_no_mode_beyond_permissions(int mode)
    {
        Assert.Contains("files[0].mode: ", ProblemWith("files[0].mode", $"{mode}"));
    }

    [Fact]
    public async Task What_is_written_into_options_stays_a_value()
    {
        const string Injection = "x\"\n[plugins.evil]\nroot = \"/\" # '''\u001b\\";
        await using var node = await TestNode.StartAsync(config: "version = 3\n# site\n");
        var handler = TestNode.Boxes.Handlers[0] with
        {
            Options = new JsonObject { ["ConfigPath"] = Injection, [Injection] = new JsonArray(Injection, 1L, true) },
        };

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Boxes with { Handlers = [handler] })).Kind);

        Assert.Equal(
            new TomlTable([
                new("ConfigPath", Injection),
                new(Injection, new TomlArray([new TomlString(Injection), new TomlInteger(1), new TomlBoolean(true)])),
            ]),
            node.Table(TestNode.V3, "bx")!.Find("options")
        );
        Assert.Null(TomlDocument.Parse(node.Config).Root.Find("plugins", "evil"));
    }

    [Theory]
    [InlineData("directory", "is not a file")]
    [InlineData("pipe", "is not a file")]
    [InlineData("device", "is not a file")]
    [InlineData("missing", "is not a file")]
    [InlineData("large", "is larger than 1048576 bytes")]
    [InlineData("binary", "is not UTF-8")]
    [InlineData("empty", "cannot be read")]
    [InlineData("zeros", "cannot be read")]
    public async Task A_description_that_is_no_text_file_ends_with_two_and_one_line(string kind, string problem)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var file = "/tmp/runtime.json";
        node.Write(
            file,
            kind == "large" ? new string(' ', (1 << 20) + 1)
                : kind == "zeros" ? "\0\0\0"
                : ""
        );
        if (kind is "directory" or "pipe" or "device")
        {
            Planted.Put(node, file, kind);
        }
        else if (kind == "binary")
        {
            File.WriteAllBytes(node[file], [0xff, 0xfe, 0x00]);
        }
        else if (kind == "missing")
        {
            File.Delete(node[file]);
        }
        var before = node.Everything();
        var error = new StringWriter();

        foreach (var verb in new[] { "install", "status", "uninstall" })
        {
            var code = await InstallerCommand.RunAsync(
                [
                    verb,
                    "--once",
                    $"--runtime={node[file]}",
                    $"--host-root={node.Root}",
                    $"--host-tools={node.Host.Tools}",
                ],
                TextWriter.Null,
                error,
                TimeProvider.System,
                TestNode.Cancel
            );
            Assert.Equal(2, code);
        }

        var lines = error.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains(problem, line));
        Assert.Equal(before, node.Everything());
    }

    /// <summary>Where any text is right: it is quoted, or only passed on.</summary>
    private static bool IsFree(string field, string text) =>
        field.Contains(".options.")
        || field.Contains(".settings.")
        || field.EndsWith(".content")
        || (field.Contains(".arguments[") && !text.Contains('\0'));

    /// <summary>What is wrong with a description that has this JSON in the place of one value; null: nothing.</summary>
    private static string? ProblemWith(string field, string json)
    {
        try
        {
            DescriptionRules.Read(Replaced(field, json));
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static void AssertOneLine(string text)
    {
        Assert.DoesNotContain(text, char.IsControl);
        Assert.InRange(text.Length, 10, 1200);
    }

    /// <summary>Every value of a document, those that hold others too, by its path, such as <c>handlers[0].name</c>.</summary>
    private static IEnumerable<(string Path, JsonNode Value)> Fields(JsonNode node, string at)
    {
        IEnumerable<(string Path, JsonNode? Value)> children = node switch
        {
            JsonObject table => table.Select(entry => (at.Length == 0 ? entry.Key : $"{at}.{entry.Key}", entry.Value)),
            JsonArray list => list.Select((item, i) => ($"{at}[{i}]", item)),
            _ => [],
        };
        foreach (var (path, child) in children.Where(child => child.Value is not null))
        {
            yield return (path, child!);
            foreach (var inner in Fields(child!, path))
            {
                yield return inner;
            }
        }
    }

    private static string Replaced(string field, string json)
    {
        const string Mark = "@mark@";
        var whole = Whole;
        var node = whole;
        var steps = field.Replace("[", ".[").Split('.');
        for (var i = 0; i < steps.Length; i++)
        {
            var index = steps[i][0] == '[' ? int.Parse(steps[i][1..^1]) : -1;
            if (i < steps.Length - 1)
            {
                node = index >= 0 ? node![index] : node![steps[i]];
            }
            else if (index >= 0)
            {
                node![index] = Mark;
            }
            else
            {
                node![steps[i]] = Mark;
            }
        }
        return whole.ToJsonString().Replace($"\"{Mark}\"", json);
    }
}
