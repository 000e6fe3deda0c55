using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

/// <summary>Every kind of valid document that the public TOML 1.0 suite has: what it means, and that it is kept as it is.</summary>
public sealed class TomlValidTests
{
    public static TheoryData<string, string> Strings =>
        new()
        {
            { "a = \"\"", "{\"a\":\"string:\"}" },
            { "a = ''", "{\"a\":\"string:\"}" },
            { "a = \"\"\"\"\"\"", "{\"a\":\"string:\"}" },
            { "a = ''''''", "{\"a\":\"string:\"}" },
            { "a = \"\\b\\t\\n\\f\\r\\\"\\\\/\"", "{\"a\":\"string:\\b\\t\\n\\f\\r\\\"\\\\/\"}" },
            { "a = \"\\\\u0041 \\u0041\"", "{\"a\":\"string:\\\\u0041 A\"}" },
            { "a = \"\\u00e9\\U000000e9\"", "{\"a\":\"string:éé\"}" },
            { "a = \"\\U0010FFFF\"", "{\"a\":\"string:\\uDBFF\\uDFFF\"}" },
            { "a = \"\\uD7FF\\uE000\"", "{\"a\":\"string:\\uD7FF\\uE000\"}" },
            { "a = \"\\u0000\\u007f\"", "{\"a\":\"string:\\u0000\\u007F\"}" },
            { "a = \"\tx\t\"", "{\"a\":\"string:\\tx\\t\"}" },
            { "a = '\tx\\n'", "{\"a\":\"string:\\tx\\\\n\"}" },
            { "a = \"# no comment\" # one", "{\"a\":\"string:# no comment\"}" },
            { "a = \"\"\"\nx\"\"\"", "{\"a\":\"string:x\"}" },
            { "a = \"\"\"\n\nx\"\"\"", "{\"a\":\"string:\\nx\"}" },
            { "a = '''\nx\ny\n'''", "{\"a\":\"string:x\\ny\\n\"}" },
            { "a = \"\"\"x \\\n\n  \t y\"\"\"", "{\"a\":\"string:x y\"}" },
            { "a = \"\"\"x\\  \n  y\\\n\"\"\"", "{\"a\":\"string:xy\"}" },
            { "a = \"\"\"\\\n\"\"\"", "{\"a\":\"string:\"}" },
            { "a = \"\"\"x\\\\\ny\"\"\"", "{\"a\":\"string:x\\\\\\ny\"}" },
            { "a = \"\"\"\"\"x\"\"\"\"\"", "{\"a\":\"string:\\\"\\\"x\\\"\\\"\"}" },
            { "a = \"\"\"\"x\"\"\"\"", "{\"a\":\"string:\\\"x\\\"\"}" },
            { "a = '''''x'''''", "{\"a\":\"string:''x''\"}" },
            { "a = '''x ' ''y'''", "{\"a\":\"string:x ' ''y\"}" },
            { "a = \"\"\"\"\"\\\"\"\"\"\"\"", "{\"a\":\"string:\\\"\\\"\\\"\\\"\\\"\"}" },
            { "a = \"日本語 ∀ 🎉\"", "{\"a\":\"string:日本語 ∀ \\uD83C\\uDF89\"}" },
            { "a = \"\"\"\r\nx\r\ny\"\"\"", "{\"a\":\"string:x\\r\\ny\"}" },
        };

    public static TheoryData<string, string> Numbers =>
        new()
        {
            { "a = 0", "{\"a\":\"integer:0\"}" },
            { "a = +0", "{\"a\":\"integer:0\"}" },
            { "a = -0", "{\"a\":\"integer:0\"}" },
            { "a = 1_2_3", "{\"a\":\"integer:123\"}" },
            { "a = 9223372036854775807", "{\"a\":\"integer:9223372036854775807\"}" },
            { "a = -9_223_372_036_854_775_808", "{\"a\":\"integer:-9223372036854775808\"}" },
            { "a = 0x00_fF", "{\"a\":\"integer:255\"}" },
            { "a = 0x7fffffffffffffff", "{\"a\":\"integer:9223372036854775807\"}" },
            { "a = 0o0_17", "{\"a\":\"integer:15\"}" },
            { "a = 0b0_1", "{\"a\":\"integer:1\"}" },
            { "a = 0x0", "{\"a\":\"integer:0\"}" },
            { "a = 0xe5", "{\"a\":\"integer:229\"}" },
            { "a = 0.0", "{\"a\":\"float:0\"}" },
            { "a = +1.5", "{\"a\":\"float:1.5\"}" },
            { "a = -0.0", "{\"a\":\"float:-0\"}" },
            { "a = 0e0", "{\"a\":\"float:0\"}" },
            { "a = 1e06", "{\"a\":\"float:1000000\"}" },
            { "a = 1E+1_0", "{\"a\":\"float:10000000000\"}" },
            { "a = -2.5e-0_2", "{\"a\":\"float:-0.025\"}" },
            { "a = 3_141.592_7", "{\"a\":\"float:3141.5927\"}" },
            { "a = 9007199254740993.0", "{\"a\":\"float:9007199254740992\"}" },
            { "a = 5e-324", "{\"a\":\"float:5E-324\"}" },
            { "a = [inf, +inf, -inf]", "{\"a\":[\"float:inf\",\"float:inf\",\"float:-inf\"]}" },
            { "a = [nan, +nan, -nan]", "{\"a\":[\"float:nan\",\"float:nan\",\"float:nan\"]}" },
            { "a = [true, false]", "{\"a\":[\"bool:true\",\"bool:false\"]}" },
        };

    public static TheoryData<string, string> Times =>
        new()
        {
            { "a = 1987-07-05T17:45:00Z", "{\"a\":\"datetime:1987-07-05T17:45:00Z\"}" },
            { "a = 1987-07-05t17:45:00z", "{\"a\":\"datetime:1987-07-05T17:45:00Z\"}" },
            { "a = 1987-07-05 17:45:00Z", "{\"a\":\"datetime:1987-07-05T17:45:00Z\"}" },
            {
                "a = 1987-07-05T17:45:56.123456789012-23:59",
                "{\"a\":\"datetime:1987-07-05T17:45:56.123456789012-23:59\"}"
            },
            { "a = 0000-02-29T00:00:00+00:00", "{\"a\":\"datetime:0000-02-29T00:00:00+00:00\"}" },
            { "a = 9999-12-31T23:59:60Z", "{\"a\":\"datetime:9999-12-31T23:59:60Z\"}" },
            { "a = 1987-07-05T17:45:00", "{\"a\":\"datetime-local:1987-07-05T17:45:00\"}" },
            { "a = 1987-07-05 17:45:00.5", "{\"a\":\"datetime-local:1987-07-05T17:45:00.5\"}" },
            { "a = 1987-07-05", "{\"a\":\"date-local:1987-07-05\"}" },
            { "a = 1987-07-05 # 17:45", "{\"a\":\"date-local:1987-07-05\"}" },
            { "a = [1987-07-05 ,1987-07-05]", "{\"a\":[\"date-local:1987-07-05\",\"date-local:1987-07-05\"]}" },
            { "a = 2000-02-29", "{\"a\":\"date-local:2000-02-29\"}" },
            { "a = 17:45:00", "{\"a\":\"time-local:17:45:00\"}" },
            { "a = 00:00:00.000", "{\"a\":\"time-local:00:00:00.000\"}" },
        };

    public static TheoryData<string, string> Keys =>
        new()
        {
            { "A-_9 = 1", "{\"A-_9\":\"integer:1\"}" },
            { "1 = 1\n01 = 2\n-1 = 3", "{\"1\":\"integer:1\",\"01\":\"integer:2\",\"-1\":\"integer:3\"}" },
            { "1.2 = 3", "{\"1\":{\"2\":\"integer:3\"}}" },
            { "inf = 1\nnan.true = 2", "{\"inf\":\"integer:1\",\"nan\":{\"true\":\"integer:2\"}}" },
            { "1987-07-05 = 1", "{\"1987-07-05\":\"integer:1\"}" },
            { "\"\" = 1", "{\"\":\"integer:1\"}" },
            { "''.\"\" = 1", "{\"\":{\"\":\"integer:1\"}}" },
            { "\"a.b\" = 1\na.b = 2", "{\"a.b\":\"integer:1\",\"a\":{\"b\":\"integer:2\"}}" },
            { "\"\\u00e9\\n\" = 1\n'\\n' = 2", "{\"é\\n\":\"integer:1\",\"\\\\n\":\"integer:2\"}" },
            { "a . 'b' .\t\"c\"=1", "{\"a\":{\"b\":{\"c\":\"integer:1\"}}}" },
            { " \ta=1\n", "{\"a\":\"integer:1\"}" },
            {
                "a.b.c = 1\na.d = 2\na.b.e = 3",
                "{\"a\":{\"b\":{\"c\":\"integer:1\",\"e\":\"integer:3\"},\"d\":\"integer:2\"}}"
            },
            { "a.b = 1\nx = 0\na.c = 2", "{\"a\":{\"b\":\"integer:1\",\"c\":\"integer:2\"},\"x\":\"integer:0\"}" },
            { "a = 1\nA = 2", "{\"a\":\"integer:1\",\"A\":\"integer:2\"}" },
            { "\"ʎǝʞ\" = 1", "{\"ʎǝʞ\":\"integer:1\"}" },
        };

    public static TheoryData<string, string> Tables =>
        new()
        {
            { "[a]", "{\"a\":{}}" },
            { "[a]\n[a.b]\n[a.b.c]\nx = 1", "{\"a\":{\"b\":{\"c\":{\"x\":\"integer:1\"}}}}" },
            {
                "[a.b.c]\n[a]\nx = 1\n[a.b]\ny = 2",
                "{\"a\":{\"b\":{\"c\":{},\"y\":\"integer:2\"},\"x\":\"integer:1\"}}"
            },
            { "[ a . \"b.c\" . '' ] # c\nx = 1", "{\"a\":{\"b.c\":{\"\":{\"x\":\"integer:1\"}}}}" },
            { "[a.b]\n[c]\n[a.d]", "{\"a\":{\"b\":{},\"d\":{}},\"c\":{}}" },
            { "[a]\nb.c = 1\n[a.b.d]", "{\"a\":{\"b\":{\"c\":\"integer:1\",\"d\":{}}}}" },
            { "a.b = 1\n[a.c]\nx = 2", "{\"a\":{\"b\":\"integer:1\",\"c\":{\"x\":\"integer:2\"}}}" },
            { "[[a]]", "{\"a\":[{}]}" },
            { "[[a]]\nx = 1\n[[a]]\n\n[[a]]\nx = 3", "{\"a\":[{\"x\":\"integer:1\"},{},{\"x\":\"integer:3\"}]}" },
            { "[[a.b]]\nx = 1\n[[a.b]]\nx = 2", "{\"a\":{\"b\":[{\"x\":\"integer:1\"},{\"x\":\"integer:2\"}]}}" },
            {
                "[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\n[[a]]\n[[a.b]]",
                "{\"a\":[{\"b\":[{\"x\":\"integer:1\"},{}]},{\"b\":[{}]}]}"
            },
            {
                "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2",
                "{\"a\":[{\"b\":{\"x\":\"integer:1\"}},{\"b\":{\"x\":\"integer:2\"}}]}"
            },
            { "[a]\n[[a.b]]\n[a.b.c]\nd.e = 1", "{\"a\":{\"b\":[{\"c\":{\"d\":{\"e\":\"integer:1\"}}}]}}" },
            { "[a.b]\nx = 1\n[a]\ny = 2", "{\"a\":{\"b\":{\"x\":\"integer:1\"},\"y\":\"integer:2\"}}" },
            {
                "[[a]]\nb.c = 1\n[a.b.d]\n[[a]]\nb = 2",
                "{\"a\":[{\"b\":{\"c\":\"integer:1\",\"d\":{}}},{\"b\":\"integer:2\"}]}"
            },
        };

    public static TheoryData<string, string> Braces =>
        new()
        {
            { "a = []", "{\"a\":[]}" },
            { "a = [ ]", "{\"a\":[]}" },
            { "a = [\n# only a comment\n]", "{\"a\":[]}" },
            {
                "a = [1, 'x', 1.0, [true], {b = 1}]",
                "{\"a\":[\"integer:1\",\"string:x\",\"float:1\",[\"bool:true\"],{\"b\":\"integer:1\"}]}"
            },
            { "a = [[[]], []]", "{\"a\":[[[]],[]]}" },
            { "a = [\n  1 , # one\n  2, # two\n]", "{\"a\":[\"integer:1\",\"integer:2\"]}" },
            { "a = [ 1\n\n,\n\n2 ]", "{\"a\":[\"integer:1\",\"integer:2\"]}" },
            { "a = [\"]\", '#', \"\"\"]\n\"\"\"]", "{\"a\":[\"string:]\",\"string:#\",\"string:]\\n\"]}" },
            { "a = {}", "{\"a\":{}}" },
            {
                "a = { b = 1 , c.d = 2, c.e = 3 }",
                "{\"a\":{\"b\":\"integer:1\",\"c\":{\"d\":\"integer:2\",\"e\":\"integer:3\"}}}"
            },
            { "a = {b = {c = {}}}", "{\"a\":{\"b\":{\"c\":{}}}}" },
            { "a = { b = [\n  1,\n  # c\n  2\n] }", "{\"a\":{\"b\":[\"integer:1\",\"integer:2\"]}}" },
            { "a = { b = '''\nx\n''' }", "{\"a\":{\"b\":\"string:x\\n\"}}" },
            { "a = [{b = 1}, {b = 2, c = {}}]", "{\"a\":[{\"b\":\"integer:1\"},{\"b\":\"integer:2\",\"c\":{}}]}" },
            { "[t]\na.b = {c = 1}", "{\"t\":{\"a\":{\"b\":{\"c\":\"integer:1\"}}}}" },
        };

    public static TheoryData<string, string> Layout =>
        new()
        {
            { "", "{}" },
            { "\n\r\n \t\n", "{}" },
            { "# é ∀ 🎉\t#\n#", "{}" },
            { "#\r\n", "{}" },
            { "a = 1# no blank", "{\"a\":\"integer:1\"}" },
            { "[a]#\nb=1#\n", "{\"a\":{\"b\":\"integer:1\"}}" },
            { "\ufeff# mark\na = 1", "{\"a\":\"integer:1\"}" },
            { "a = 1\r\n[t]\r\nb = '''\r\n'''\r\n", "{\"a\":\"integer:1\",\"t\":{\"b\":\"string:\"}}" },
            { "a\t=\t1\t\n", "{\"a\":\"integer:1\"}" },
        };

    [Theory]
    [MemberData(nameof(Strings))]
    [MemberData(nameof(Numbers))]
    [MemberData(nameof(Times))]
    [MemberData(nameof(Keys))]
    [MemberData(nameof(Tables))]
    [MemberData(nameof(Braces))]
    [MemberData(nameof(Layout))]
    public void A_valid_document_means_what_the_specification_says(string text, string meant)
    {
        var document = TomlDocument.Parse(text);

        Assert.Equal(meant, TomlTypedJson.Of(document.Root));
        Assert.Equal(text, document.ToString());
        // What is written anew means the same.
        var again = TomlDocument.Parse("").Merge(["x"], document.Root);
        Assert.Equal(document.Root, again.Root.Find("x"));
    }
}
