using FsCheck;
using FsCheck.Fluent;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

public sealed class TomlPropertyTests
{
    private static readonly string[] Path = ["p", "q.r", "runtimes", "h"];

    private static readonly TomlTable Table = new([
        new("type", "io.x.v1"),
        new("flag", true),
        new("options", new TomlTable([new("Path", "/etc/x.toml")])),
    ]);

    [Fact]
    public void Printing_a_parsed_document_gives_back_every_byte()
    {
        Check(document => document.ToBytes().AsSpan().SequenceEqual(TomlDocument.Parse(document.ToBytes()).ToBytes()));
    }

    [Fact]
    public void Any_text_is_either_refused_or_printed_as_it_was()
    {
        var pieces = Gen.Elements(
            "a",
            "=",
            " ",
            "\n",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "\\",
            ".",
            "1",
            "#",
            ",",
            "\r\n",
            "é"
        );
        var texts = pieces.ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(
                texts,
                text =>
                {
                    try
                    {
                        return TomlDocument.Parse(text).ToString() == text;
                    }
                    catch (TomlException)
                    {
                        return true;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2000));
    }

    [Fact]
    public void Adding_a_table_inserts_text_and_touches_no_other_byte()
    {
        Check(document =>
        {
            var before = document.ToString();
            var edited = document.Merge(Path, Table);
            return edited.Root.Equals(document.Root.With(Path, Table)) && IsOneInsertion(before, edited.ToString());
        });
    }

    [Fact]
    public void Removing_an_added_table_gives_back_the_model()
    {
        Check(document =>
        {
            var restored = document.Merge(Path, Table).Remove(Path).Root;
            var emptied = document.Root.Find(Path[..^1]) is null && restored.Find(Path[..^1]) is TomlTable { Count: 0 };
            return emptied || restored.Equals(document.Root);
        });
    }

    [Fact]
    public void Adding_twice_changes_nothing_the_second_time()
    {
        Check(document =>
        {
            var once = document.Merge(Path, Table);
            return ReferenceEquals(once, once.Merge(Path, Table));
        });
    }

    private static bool IsOneInsertion(string before, string after)
    {
        var prefix = before.AsSpan().CommonPrefixLength(after);
        var rest = before.AsSpan(prefix);
        return after.AsSpan(prefix).EndsWith(rest);
    }

    private static void Check(Func<TomlDocument, bool> property)
    {
        Prop.ForAll(Documents().ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000));
    }

    /// <summary>Documents that hold parts of the edited path in every notation, among other things.</summary>
    private static Gen<TomlDocument> Documents()
    {
        var first = Gen.Elements(
            "",
            "\ufeff",
            "version = 2 # two",
            "# c\n\nroot = ['a',\n 'b']",
            "p.x.y = 1",
            "p = {}",
            "p.'q.r'.z = 1"
        );
        var sections = Gen.Elements(
            "[p]\nx = 1",
            "[p]\n'q.r'.runtimes.runc.type = 'a'",
            "[p.'q.r']",
            "  [p.\"q.r\"] # c\n    runtimes = { a = { type = 'b' } }",
            "[p.'q.r']\nruntimes.a = 1\nruntimes.b.c = 2",
            "  [p.'q.r'.runtimes]\n",
            "\t[p . 'q.r' . runtimes.runc]\n\ttype = 'c'\n\t# tail",
            "[p.'q.r'.runtimes.runc.options]\nA = '''\n[x]\n'''",
            "[other.deep]\ntext = \"\"\"\n[p.'q.r'.runtimes.h]\n\"\"\"",
            "[[list]]\na = 1\n[list.sub]",
            "# [p.'q.r'.runtimes.h]\n# type = 'commented out'",
            "\n\n"
        );
        var newlines = Gen.Elements("\n", "\r\n");
        var endings = Gen.Elements("", "\n", "\n\n# end");
        return from start in first
            from rest in sections.ListOf()
            from newline in newlines
            from ending in endings
            let text = (string.Join('\n', [start, .. rest]) + ending).Replace("\n", newline)
            let document = TryParse(text)
            where document is not null
            select document;
    }

    private static TomlDocument? TryParse(string text)
    {
        try
        {
            return TomlDocument.Parse(text);
        }
        catch (TomlException)
        {
            return null;
        }
    }
}
