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

    [Fact]
    public void A_set_value_changes_one_place_and_nothing_else()
    {
        CheckEdits(
            (document, path, value) => document.Set(path, value),
            (root, path, value) => root.With(path, value),
            IsOnePlace
        );
    }

    [Fact]
    public void A_merged_table_changes_what_it_names_and_nothing_else()
    {
        CheckEdits(
            (document, path, value) => document.Merge(path, new TomlTable([new("k", value), new("t", Table)])),
            (root, path, value) =>
                root.With(
                    path,
                    (root.Find(path) as TomlTable ?? new TomlTable()).MergedWith(
                        new TomlTable([new("k", value), new("t", Table)])
                    )
                ),
            (_, _) => true
        );
    }

    [Fact]
    public void A_removed_value_takes_only_text_away()
    {
        CheckEdits(
            (document, path, _) => document.Remove(path),
            (root, path, _) => root.Without(path),
            (before, after) => after == "" || IsSubsequence(before, after)
        );
    }

    /// <summary>
    /// The edit is refused and nothing happened, or the model is exactly as said, but for empty tables that were only the
    /// way to what was removed, and the text as said.
    /// </summary>
    private static void CheckEdits(
        Func<TomlDocument, string[], TomlValue, TomlDocument> edit,
        Func<TomlTable, string[], TomlValue, TomlTable> wanted,
        Func<string, string, bool> isText
    )
    {
        var paths = Gen.Elements(
            "p",
            "p q.r",
            "p q.r runtimes",
            "p q.r runtimes a",
            "p q.r runtimes a type",
            "p q.r runtimes b c",
            "p q.r runtimes runc options A",
            "p x",
            "p x y",
            "version",
            "root",
            "other deep text",
            "list",
            "new",
            "new é ''"
        );
        var values = Gen.Elements<TomlValue>(
            1L,
            "a\n\"b'",
            true,
            new TomlFloat(1.5),
            new TomlDateTime("1979-05-27"),
            new TomlArray([1L, "x"]),
            new TomlTable([new("i", 1L)])
        );
        var edits =
            from document in Documents()
            from path in paths
            from value in values
            select (document, path.Split(' '), value);
        Prop.ForAll(
                edits.ToArbitrary(),
                each =>
                {
                    var (document, path, value) = each;
                    var before = document.ToString();
                    TomlDocument after;
                    try
                    {
                        after = edit(document, path, value);
                    }
                    catch (TomlEditException)
                    {
                        return document.ToString() == before;
                    }
                    return WithoutEmpty(after.Root).Equals(WithoutEmpty(wanted(document.Root, path, value)))
                        && isText(before, after.ToString());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500));
    }

    private static TomlTable WithoutEmpty(TomlTable table) =>
        new(
            table
                .Entries.Select(entry =>
                    KeyValuePair.Create(entry.Key, entry.Value is TomlTable inner ? WithoutEmpty(inner) : entry.Value)
                )
                .Where(entry => entry.Value is not TomlTable { Count: 0 })
        );

    /// <summary>Whether all that differs lies in one piece of text, whose surroundings are as they were.</summary>
    private static bool IsOnePlace(string before, string after)
    {
        var prefix = before.AsSpan().CommonPrefixLength(after);
        var suffix = 0;
        while (suffix < Math.Min(before.Length, after.Length) - prefix && before[^(suffix + 1)] == after[^(suffix + 1)])
        {
            suffix++;
        }
        var changed = before[prefix..^suffix];
        // At most the longest value that the documents below have; never a comment.
        return changed.Length <= 40 && !changed.Contains('#');
    }

    private static bool IsSubsequence(string before, string after)
    {
        var at = 0;
        foreach (var c in before)
        {
            at += at < after.Length && after[at] == c ? 1 : 0;
        }
        // An inline table that is empty now is written as braces.
        return at == after.Length || after.Contains("{}");
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
