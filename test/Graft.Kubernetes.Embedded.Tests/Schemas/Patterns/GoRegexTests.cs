using System.Diagnostics;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Tests.Schemas.Patterns;

public class GoRegexTests
{
    [Theory]
    [InlineData("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name", true)]
    [InlineData("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "My-name", false)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("(?m)^a$", "a\nb", true)]
    [InlineData("^.$", "\n", false)]
    [InlineData("(?s)^.$", "\n", true)]
    [InlineData("^.$", "\U0001F600", true)]
    [InlineData("^..$", "\U0001F600", false)]
    [InlineData("^[^a]$", "\U0001F600", true)]
    [InlineData("^[\U0001F600-\U0001F602]$", "\U0001F601", true)]
    [InlineData("^[\U0001F600-\U0001F602]$", "\U0001F603", false)]
    [InlineData("^\\x{1F600}$", "\U0001F600", true)]
    [InlineData("^\\d+$", "12", true)]
    [InlineData("^\\d+$", "\u0662", false)]
    [InlineData("^\\w+$", "\u00e9", false)]
    [InlineData("^\\pL+$", "\u00e9a", true)]
    [InlineData("^\\p{Greek}+$", "\u03b1\u03b2", true)]
    [InlineData("^\\P{Greek}+$", "ab", true)]
    [InlineData("^[[:alpha:]_]+$", "a_", true)]
    [InlineData("^[[:^digit:]]+$", "a1", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a\\-z]+$", "-", true)]
    [InlineData("^[a-]+$", "-a", true)]
    [InlineData("^a{2,3}$", "aaa", true)]
    [InlineData("^a{,3}$", "a{,3}", true)]
    [InlineData("^\\Qa.b\\E$", "a.b", true)]
    [InlineData("^\\Qa.b\\E$", "axb", false)]
    [InlineData("(?i)^abc$", "ABC", true)]
    [InlineData("^a(?i:b)c$", "aBc", true)]
    [InlineData("^a(?i:b)c$", "aBC", false)]
    [InlineData("^(?P<name>a+)(?:b)$", "aab", true)]
    [InlineData("^\\x41\\103\\t$", "AC\t", true)]
    [InlineData("^#x y$", "#x y", true)]
    [InlineData("", "anything", true)]
    public void A_pattern_matches_as_in_Go(string pattern, string text, bool matches) =>
        Assert.Equal(matches, GoRegex.Compile(pattern).IsMatch(text));

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("(a{100}){100}", "invalid repeat count: `{100}`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?<!a)", "invalid or unsupported Perl syntax: `(?<`")]
    [InlineData("(a)\\1", "invalid escape sequence: `\\1`")]
    [InlineData("\\y", "invalid escape sequence: `\\y`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    [InlineData("[[:nope:]]", "invalid character class range: `[:nope:]`")]
    [InlineData("\\p{Nope}", "invalid character class range: `\\p{Nope}`")]
    public void What_Go_does_not_accept_is_refused_with_its_words(string pattern, string message)
    {
        var refusal = Assert.Throws<FormatException>(() => GoRegex.Compile(pattern));

        Assert.Equal($"error parsing regexp: {message}", refusal.Message);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^([a-z]+)*[0-9]$")]
    [InlineData("(.*a){20}b")]
    public void A_pattern_that_makes_others_backtrack_for_ever_takes_a_moment(string pattern)
    {
        var regex = GoRegex.Compile(pattern);
        var text = new string('a', 50_000) + "!";
        var start = Stopwatch.GetTimestamp();

        Assert.False(regex.IsMatch(text));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_first_occurrence_and_all_are_found() =>
        Assert.Equal(["12", "345"], GoRegex.Compile("[0-9]+").FindAll("a12b345", int.MaxValue));
}
