using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

/// <summary>Whatever the bytes are: refused with a place or kept as they are, in linear room, on a small stack.</summary>
public sealed class TomlHostileTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2000);

    private const string Sample = """
        # é
        version = 2 # two
        root.'a b'."c" = [1, 2.5e3, 0x1F, true, { x = 'y', z = [[], {}] }, # in
          inf, 1979-05-27 07:32:00.5Z, 12:00:00]
        text = "\t\u00e9 \"" 
        [plugins."io.x"] # header
          lines = '''
        [no.header]
        ''' 
          more = §x§
        [[list]]
        name = §\
           x§
        """;

    [Fact]
    public void Arbitrary_bytes_are_refused_or_kept()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsRefusedOrKept(bytes ?? [])).Check(Many);
    }

    [Fact]
    public void A_document_with_anything_changed_in_it_is_refused_or_kept()
    {
        var valid = Sample.Replace("§", "\"\"\"");
        Assert.True(IsKept(Encoding.UTF8.GetBytes(valid)));
        var length = Encoding.UTF8.GetByteCount(valid);
        var changes =
            from at in Gen.Choose(0, length - 1)
            from removed in Gen.Choose(0, 3)
            from inserted in Gen.Elements(
                "",
                "\"",
                "'",
                "'''",
                "\"\"\"",
                "[",
                "]",
                "{",
                "}",
                ",",
                "=",
                ".",
                "#",
                "\n",
                "\r",
                "\\",
                "\0",
                "é",
                "\ufeff",
                " ",
                "0",
                "_",
                "-",
                ":",
                "T",
                "e"
            )
            select (at, removed, inserted);
        Prop.ForAll(
                changes.ListOf().ToArbitrary(),
                list =>
                {
                    var bytes = Encoding.UTF8.GetBytes(valid).ToList();
                    foreach (var (at, removed, inserted) in list.Take(4))
                    {
                        var start = Math.Min(at, bytes.Count);
                        bytes.RemoveRange(start, Math.Min(removed, bytes.Count - start));
                        bytes.InsertRange(start, Encoding.UTF8.GetBytes(inserted));
                    }
                    return IsRefusedOrKept([.. bytes]);
                }
            )
            .Check(Many);
    }

    public static TheoryData<string, string, string> Deep =>
        new()
        {
            { "a = ", "[", "" },
            { "a = ", "{a = ", "" },
            { "a = ", "[{a = ", "" },
            { "a = ", "{a.b.c.d = ", "" },
            { "", "a.", "a = 1" },
            { "[", "a.", "a]" },
            { "[[", "'a' . ", "a]]" },
            { "a = {", "b.", "b = 1}" },
            { "a = ", "[[", "]]" },
        };

    [Theory]
    [MemberData(nameof(Deep))]
    public void Depth_has_a_limit_with_a_clear_error(string start, string level, string end)
    {
        var text = start + string.Concat(Enumerable.Repeat(level, 100_000)) + end;

        var error = Assert.Throws<TomlException>(() => TomlDocument.Parse(text));

        Assert.EndsWith("arrays and tables are nested too deeply", error.Message);
    }

    [Fact]
    public void What_is_as_deep_as_allowed_needs_little_stack()
    {
        var header = string.Join('.', Enumerable.Repeat("a", 128));
        var text = $"[{header}]\n{header} = 1\n[b]\nc = {new string('[', 128)}{new string(']', 128)}\n";
        var thread = new Thread(
            () =>
            {
                var document = TomlDocument.Parse(text).Set(["x", "y"], 1).Merge(["b"], new TomlTable([new("d", 2)]));
                Assert.Equal(text.Length, document.Remove(["x"]).Remove(["b", "d"]).ToString().Length);
            },
            512 << 10
        );

        thread.Start();

        Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
    }

    public static TheoryData<string> Long =>
        [
            "k# = #\n",
            "a.b.k# = #\n",
            "[t#]\n",
            "[[t]]\n",
            "[t.u#.v]\nx = 1\n",
            "# c\n",
            "\n",
            "s# = \"\\u0041\\n#\"\n",
            "'k#' = '''\n#\n'''\n",
            "d# = 1979-05-27 07:32:00\n",
            "i# = { a = 1, b.c = [2, 3] }\n",
        ];

    [Theory]
    [MemberData(nameof(Long))]
    public void Twice_as_long_a_document_needs_about_twice_as_much(string line)
    {
        Assert.InRange(RoomFor(line, 8000) / (double)RoomFor(line, 4000), 1.0, 2.6);
    }

    [Theory]
    [InlineData("a = [", "1, ", "]")]
    [InlineData("a = \"", "\\\\", "\"")]
    [InlineData("a = '''", "''x", "'''")]
    [InlineData("a = \"\"\"", "\\\n", "\"\"\"")]
    [InlineData("a = ", "1_", "1")]
    [InlineData("a = ", "2020-01-01 ", "")]
    [InlineData("a = [", "\n#\n", "]")]
    public void Twice_as_long_a_value_needs_about_twice_as_much(string start, string piece, string end)
    {
        long Room(int count) => Measure(start + string.Concat(Enumerable.Repeat(piece, count)) + end);
        // What is pooled is there from now on.
        Room(80_000);

        Assert.InRange(Room(80_000) / (double)Room(40_000), 0.9, 2.6);
    }

    private static long RoomFor(string line, int count) =>
        Measure(string.Concat(Enumerable.Range(0, count).Select(i => line.Replace("#", $"{i}"))));

    /// <summary>Bytes allocated: copies of what was read already would show, and do not depend on how busy the machine is.</summary>
    private static long Measure(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TomlDocument.Parse(text);
        }
        catch (TomlException) { }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool IsRefusedOrKept(byte[] bytes)
    {
        try
        {
            return IsKept(bytes);
        }
        catch (TomlException e)
        {
            return e.Line > 0 && e.Column > 0;
        }
    }

    private static bool IsKept(byte[] bytes) => TomlDocument.Parse(bytes).ToBytes().AsSpan().SequenceEqual(bytes);
}
