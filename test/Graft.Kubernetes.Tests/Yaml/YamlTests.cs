using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Tests.Yaml;

public sealed class YamlTests
{
    private static readonly string[] s_traps =
    [
        "",
        " ",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "N",
        "true",
        "null",
        "~",
        "0644",
        "0x1f",
        "1_000",
        "1e3",
        ".5",
        "1.0",
        "12:30:45",
        "2026-11-21",
        "2026-11-21T10:00:00Z",
        ".inf",
        "-.INF",
        ".NaN",
        "=",
        "<<",
        "- a",
        "-",
        "--",
        "---",
        "...",
        "a: b",
        "a:",
        ": a",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "[a]",
        "{a}",
        "'a'",
        "\"a\"",
        "a\nb",
        "a\nb\n",
        "a\n\n\n",
        "\na",
        " a\nb",
        "a\n b\n",
        "a \nb\n",
        "\ta\nb",
        "a\r\nb",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\0",
        "\u007f",
        "ä",
        "😀",
        "? a",
        "?a",
        "\n",
        "\n\n",
        "a\tb",
        "+1",
        "-1",
        "1.14",
        "1.14.0",
        "0o7",
    ];

    [Fact]
    public void Whatever_is_written_is_read_back_as_it_was()
    {
        Prop.ForAll(
                JsonGenerators.ObjectsWith(s_traps),
                item => JsonNode.DeepEquals(item, YamlDocument.Parse(YamlWriter.Write(item)))
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_trap_survives_as_value_item_and_key()
    {
        foreach (var trap in s_traps)
        {
            var item = new JsonObject
            {
                ["value"] = trap,
                ["list"] = new JsonArray(trap, new JsonArray(trap), new JsonObject { ["in"] = trap }),
                [trap] = "key",
            };
            var yaml = YamlWriter.Write(item);
            Assert.True(JsonNode.DeepEquals(item, YamlDocument.Parse(yaml)), $"{item.ToJsonString()} became {yaml}");
        }
    }

    [Fact]
    public void Output_is_block_style_with_literal_blocks_and_quotes_where_needed()
    {
        var item = JsonNode.Parse(
            """
            {"apiVersion":"v1","data":{"config.toml":"version = 2\n\n[plugins]\n  x = 1\n","yes":"0644"},
             "list":[{"name":"a","args":["--x=y","on"]},[1,2],"plain text"],"empty":{},"none":[],"null":null,"count":1.5}
            """
        );

        Assert.Equal(
            """
            apiVersion: v1
            data:
              config.toml: |
                version = 2

                [plugins]
                  x = 1
              "yes": "0644"
            list:
            - name: a
              args:
              - --x=y
              - "on"
            -
              - 1
              - 2
            - plain text
            empty: {}
            none: []
            "null": null
            count: 1.5

            """,
            YamlWriter.Write(item)
        );
    }

    [Theory]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: Off", """{"a":false}""")]
    [InlineData("a: 0644", """{"a":420}""")]
    [InlineData("a: 0o644", """{"a":420}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 1_000", """{"a":1000}""")]
    [InlineData("a: 18446744073709551616", """{"a":18446744073709551616}""")]
    [InlineData("a: 1e3", """{"a":1000}""")]
    [InlineData("a: 12:30:45", """{"a":"12:30:45"}""")]
    [InlineData("a: 2026-11-21", """{"a":"2026-11-21"}""")]
    [InlineData("a: '0644'", """{"a":"0644"}""")]
    [InlineData("a: !!str 12", """{"a":"12"}""")]
    [InlineData("a: 1.14.0", """{"a":"1.14.0"}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("yes: 1\n2: x", """{"yes":1,"2":"x"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("a: &x {b: 1, d: 2}\nc:\n  <<: *x\n  d: 3", """{"a":{"b":1,"d":2},"c":{"d":3,"b":1}}""")]
    [InlineData("""{"a": [1, "b"]}""", """{"a":[1,"b"]}""")]
    public void Scalars_mean_what_kubectl_takes_them_for(string yaml, string json)
    {
        var node = YamlDocument.Parse(yaml);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), node), node?.ToJsonString());
    }

    [Fact]
    public void Documents_are_read_in_order_and_empty_ones_are_null()
    {
        var documents = YamlDocument.ParseAll("# nothing\n---\na: 1\n---\n---\nb: 2\n");

        Assert.Equal(["""{"a":1}""", "null", """{"b":2}"""], documents.Select(node => node?.ToJsonString() ?? "null"));
        Assert.Empty(YamlDocument.ParseAll(""));
    }

    [Theory]
    [InlineData("a: 1\nb: [1, 2\nc: 3\n", "line 2, column ")]
    [InlineData("a: 1\n  b: 2\n", "line 2, column 4: ")]
    [InlineData("a: 1\nb: 2\na: 3\n", "line 3, column 1: key \"a\" stands twice")]
    [InlineData("a: *none\n", "line 1, column 4: anchor \"none\" is not defined before its use")]
    [InlineData("a: .inf\n", "line 1, column 4: .inf has no JSON form")]
    [InlineData("a: 1e999\n", "line 1, column 4: 1e999 is out of range")]
    [InlineData("[a]: 1\n", "line 1, column 1: a key must be a string")]
    [InlineData("a:\n\t- b\n", "line 1, column 1: ")]
    public void Errors_name_line_and_column(string yaml, string message)
    {
        var exception = Assert.Throws<YamlFormatException>(() => YamlDocument.ParseAll(yaml));

        Assert.StartsWith(message, exception.Message);
    }

    [Fact]
    public void Half_a_character_is_refused_with_its_place()
    {
        // Attributes cannot hold such text, and neither can a file of UTF-8.
        (string Yaml, string Message)[] cases =
        [
            ("a: x\ud800y\n", "line 1, column 4: \\ud800 is half a character"),
            ("\udc00: 1\n", "line 1, column 1: \\udc00 is half a character"),
            ("a: \"\\ud800\"\n", "line 1, column "),
        ];

        Assert.All(
            cases,
            each =>
                Assert.StartsWith(
                    each.Message,
                    Assert.Throws<YamlFormatException>(() => YamlDocument.ParseAll(each.Yaml)).Message
                )
        );
        Assert.Equal("""{"a":"x\uD83D\uDE00y"}""", YamlDocument.Parse("a: x\ud83d\ude00y")!.ToJsonString());
    }

    [Fact]
    public void Broken_texts_are_refused_and_nothing_else_happens()
    {
        const string Alphabet = "ab:-[]{}#&*!|>'\"%@ \n\t,?~0<\\";
        var random = new Random(42);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems(Alphabet.AsSpan(), random.Next(1, 16)));
            try
            {
                YamlDocument.ParseAll(text);
            }
            catch (YamlFormatException exception)
            {
                Assert.StartsWith($"line {exception.Line}, column {exception.Column}: ", exception.Message);
            }
        }
    }

    [Fact]
    public void Aliases_that_expand_without_bounds_are_refused()
    {
        var yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (var i = 1; i < 9; i++)
        {
            var alias = $"*a{i - 1}";
            yaml += $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat(alias, 10))}]\n";
        }

        var exception = Assert.Throws<YamlFormatException>(() => YamlDocument.ParseAll(yaml));

        Assert.EndsWith("aliases expand to too much", exception.Message);
    }

    [Fact]
    public void Nesting_without_bounds_is_refused()
    {
        var exception = Assert.Throws<YamlFormatException>(() => YamlDocument.ParseAll(new string('[', 5000)));

        Assert.Contains("nested deeper", exception.Message);
    }
}
