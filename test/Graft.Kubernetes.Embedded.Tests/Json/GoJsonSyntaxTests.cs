using System.Text;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Tests.Json;

public sealed class GoJsonSyntaxTests
{
    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData(" ", "unexpected end of JSON input")]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("[1,", "unexpected end of JSON input")]
    [InlineData("\"a", "unexpected end of JSON input")]
    [InlineData("\"\\u12", "unexpected end of JSON input")]
    [InlineData("-", "unexpected end of JSON input")]
    [InlineData("1.", "unexpected end of JSON input")]
    [InlineData("1e+", "unexpected end of JSON input")]
    [InlineData("tru", "unexpected end of JSON input")]
    [InlineData("x", "invalid character 'x' looking for beginning of value")]
    [InlineData("[,]", "invalid character ',' looking for beginning of value")]
    [InlineData("{a", "invalid character 'a' looking for beginning of object key string")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("-a", "invalid character 'a' in numeric literal")]
    [InlineData("1.a", "invalid character 'a' after decimal point in numeric literal")]
    [InlineData("1ea", "invalid character 'a' in exponent of numeric literal")]
    [InlineData("nonsense", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("{} {}", "invalid character '{' after top-level value")]
    [InlineData("ü", "invalid character 'ü' looking for beginning of value")]
    public void A_fault_is_told_in_the_words_of_go(string text, string expected) =>
        Assert.Equal(expected, GoJsonSyntax.FindFault(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("null")]
    [InlineData(" {\"a\" : [ 1 , -0.5e+3 , \"\\u00fc\\n\" , true , false , null , {} , [] ] } ")]
    [InlineData("0")]
    public void What_is_json_has_none(string text) => Assert.Null(GoJsonSyntax.FindFault(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Nesting_has_a_limit() =>
        Assert.Equal("exceeded max depth", GoJsonSyntax.FindFault(Encoding.UTF8.GetBytes(new string('[', 10_001))));
}
