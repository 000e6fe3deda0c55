using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

/// <summary>The kinds of cases that the public TOML test suite has, valid and invalid.</summary>
public sealed class TomlGrammarTests
{
    public static TheoryData<string, string> Values =>
        new()
        {
            { "1", "1" },
            { "+99", "99" },
            { "-1_000", "-1000" },
            { "0xDEAD_beef", "3735928559" },
            { "0o17", "15" },
            { "0b101", "5" },
            { "9223372036854775807", "9223372036854775807" },
            { "-9223372036854775808", "-9223372036854775808" },
            { "3.14", "3.14" },
            { "-0.0", "-0.0" },
            { "5e+22", "5E+22" },
            { "6.626e-3", "0.006626" },
            { "1_0.0_1", "10.01" },
            { "inf", "inf" },
            { "-nan", "nan" },
            { "true", "true" },
            { "\"a\\tb\\u00e9\\U0001F600\\\\\"", "\"a\\tbé😀\\\\\"" },
            { "'C:\\raw'", "\"C:\\\\raw\"" },
            { "\"\"\"\nfirst\nsecond\"\"\"", "\"first\\nsecond\"" },
            { "\"\"\"one \\\n     two\"\"\"", "\"one two\"" },
            { "\"\"\"\"quoted\"\"\"\"\"", "\"\\\"quoted\\\"\\\"\"" },
            { "''''it''s'''''", "\"'it''s''\"" },
            { "[1, [2, 'x'], # note\n  { a.b = 1 },\n]", "[1, [2, \"x\"], { a = { b = 1 } }]" },
            { "{}", "{}" },
            { "1979-05-27T07:32:00Z", "1979-05-27T07:32:00Z" },
            { "1979-05-27 07:32:00.5-07:00", "1979-05-27T07:32:00.5-07:00" },
            { "1979-05-27t07:32:00", "1979-05-27T07:32:00" },
            { "2000-02-29", "2000-02-29" },
            { "23:59:60.999", "23:59:60.999" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_kind_of_value_is_read(string written, string meant)
    {
        var document = TomlDocument.Parse($"key = {written} # comment\n");

        Assert.Equal(meant, new TomlFormat().Value(document.Root.Find("key")!));
        Assert.Equal($"key = {written} # comment\n", document.ToString());
    }

    [Theory]
    [InlineData("a.b = 1\na.c = 2\n[a.d]\n", "{ a = { b = 1, c = 2, d = {} } }")]
    [InlineData("[a.b.c]\nx = 1\n[a]\ny = 2\n[a.b]\n", "{ a = { b = { c = { x = 1 } }, y = 2 } }")]
    [InlineData("[[p]]\nn = 1\n[p.q]\n[[p]]\nn = 2\n", "{ p = [{ n = 1, q = {} }, { n = 2 }] }")]
    [InlineData("\"\" = 1\n'q.r' . s = 2\n 3.4 = 5\n", "{ \"\" = 1, \"q.r\" = { s = 2 }, 3 = { 4 = 5 } }")]
    [InlineData(
        "[fruit]\napple.taste.sweet = true\n[fruit.apple.texture]\n",
        "{ fruit = { apple = { taste = { sweet = true }, texture = {} } } }"
    )]
    [InlineData("", "{}")]
    [InlineData("\ufeffa = 1", "{ a = 1 }")]
    [InlineData("\ufeff", "{}")]
    [InlineData("a = 1\r\n\r\n# c\r\n[t]\r\nb = 2", "{ a = 1, t = { b = 2 } }")]
    public void Tables_are_put_together_from_headers_and_dotted_keys(string text, string meant)
    {
        var document = TomlDocument.Parse(text);

        Assert.Equal(meant, new TomlFormat().Value(document.Root));
        Assert.Equal(text, document.ToString());
    }

    [Theory]
    // Keys and tables
    [InlineData("a = 1\na = 2\n")]
    [InlineData("a = 1\n\"a\" = 2\n")]
    [InlineData("[a]\n[a]\n")]
    [InlineData("[a]\nb = 1\n[a.b]\n")]
    [InlineData("[a]\nb.c = 1\n[a.b]\n")]
    [InlineData("[t1]\nt2.t3.v = 0\n[t1.t2.t3]\n")]
    [InlineData("[a.b.c]\nz = 9\n[a]\nb.c.t = 1\n")]
    [InlineData("[[a.b]]\n[a]\nb.y = 2\n")]
    [InlineData("a = [{ b = 1 }]\n[[a]]\n")]
    [InlineData("[[a]]\n[a]\n")]
    [InlineData("[a.b]\n[[a]]\n")]
    [InlineData("a = { b = 1 }\na.c = 2\n")]
    [InlineData("a = { b = 1 }\n[a.c]\n")]
    [InlineData("a = { b = 1, b = 2 }\n")]
    [InlineData("a.b = 1\na.b.c = 2\n")]
    [InlineData("[]\n")]
    [InlineData("[a\n")]
    [InlineData("[a]]\n")]
    [InlineData("[ [a]]\n")]
    [InlineData("[a] b = 1\n")]
    [InlineData("a\n")]
    [InlineData("= 1\n")]
    [InlineData("a = \n")]
    [InlineData("a == 1\n")]
    [InlineData("a = 1 b = 2\n")]
    [InlineData("a..b = 1\n")]
    [InlineData("é = 1\n")]
    [InlineData("\"\"\"a\"\"\" = 1\n")]
    [InlineData("\"a\nb\" = 1\n")]
    // Values
    [InlineData("a = 01\n")]
    [InlineData("a = 1__0\n")]
    [InlineData("a = _1\n")]
    [InlineData("a = 1_\n")]
    [InlineData("a = +0x1\n")]
    [InlineData("a = 0xg\n")]
    [InlineData("a = 9223372036854775808\n")]
    [InlineData("a = 0x8000000000000000\n")]
    [InlineData("a = 1.\n")]
    [InlineData("a = .5\n")]
    [InlineData("a = 1.e5\n")]
    [InlineData("a = 1e\n")]
    [InlineData("a = 03.1\n")]
    [InlineData("a = True\n")]
    [InlineData("a = yes\n")]
    [InlineData("a = \"open\n")]
    [InlineData("a = \"\"\"open\"\"\n")]
    [InlineData("a = \"\\x41\"\n")]
    [InlineData("a = \"\\ud800\"\n")]
    [InlineData("a = \"\\u12\"\n")]
    [InlineData("a = \"\"\"six\"\"\"\"\"\"\n")]
    [InlineData("a = \"tab\u0001\"\n")]
    [InlineData("a = '\u007f'\n")]
    [InlineData("a = 'x\ry'\n")]
    [InlineData("# c\u0000\n")]
    [InlineData("a = 1\rb = 2\n")]
    [InlineData("a = [1 2]\n")]
    [InlineData("a = [1,,2]\n")]
    [InlineData("a = [,]\n")]
    [InlineData("a = [1\n")]
    [InlineData("a = { b = 1,\n c = 2 }\n")]
    [InlineData("a = { b = 1, }\n")]
    [InlineData("a = { b = 1 c = 2 }\n")]
    [InlineData("a = { b }\n")]
    [InlineData("a = 2001-02-29\n")]
    [InlineData("a = 2001-13-01\n")]
    [InlineData("a = 2001-1-01\n")]
    [InlineData("a = 24:00:00\n")]
    [InlineData("a = 12:00\n")]
    [InlineData("a = 12:00:61\n")]
    [InlineData("a = 12:00:00.\n")]
    [InlineData("a = 12:00:00Z\n")]
    [InlineData("a = 2001-01-01T12:00:00+25:00\n")]
    [InlineData("a = 2001-01-01T\n")]
    public void What_is_not_TOML_is_refused_with_its_place(string text)
    {
        var error = Assert.Throws<TomlException>(() => TomlDocument.Parse(text));

        Assert.StartsWith("line ", error.Message);
    }

    [Fact]
    public void A_refusal_names_line_and_column()
    {
        var error = Assert.Throws<TomlException>(() => TomlDocument.Parse("a = 1\r\n[t]\r\nb = 1 2\r\n"));

        Assert.Equal("line 3, column 7: expected the end of the line, found '2'", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var error = Assert.Throws<TomlException>(() => TomlDocument.Parse([.. "a = 1\nb = '"u8, 0xff, .. "'\n"u8]));

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Deep_nesting_is_refused_instead_of_ending_the_process()
    {
        Assert.Throws<TomlException>(() => TomlDocument.Parse("a = " + new string('[', 100_000)));
    }
}
