using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Schemas.Cel;

namespace Graft.Kubernetes.Embedded.Tests.Schemas;

public class CelProgramTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "text":{"type":"string"}, "count":{"type":"integer"}, "ratio":{"type":"number"}, "flag":{"type":"boolean"},
          "missing":{"type":"string"}, "when":{"type":"string","format":"date-time"}, "wait":{"type":"string","format":"duration"},
          "names":{"type":"array","items":{"type":"string"}},
          "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "labels":{"type":"object","additionalProperties":{"type":"string"}},
          "two-words":{"type":"integer"}, "namespace":{"type":"string"},
          "port":{"x-kubernetes-int-or-string":true},
          "nested":{"type":"object","properties":{"inner":{"type":"integer"}}}
        }}
        """;

    private const string Value = """
        {"text":"hello","count":3,"ratio":1,"flag":true,"when":"2026-01-02T03:04:05Z","wait":"1m30s","names":["a","b","b"],
         "tags":["x","y"],"labels":{"app":"web","tier":"front"},"two-words":2,"namespace":"ns","port":"http","nested":{"inner":7}}
        """;

    [Theory]
    [InlineData("self.count == 3 && self.text == 'hello'")]
    [InlineData("self.count + 2 * 3 == 9 && -self.count < 0 && self.count % 2 == 1 && 7 / 2 == 3")]
    [InlineData("self.ratio == 1.0 && self.ratio < 2 && self.count >= self.ratio")]
    [InlineData("has(self.text) && !has(self.missing)")]
    [InlineData("self.flag ? self.count > 1 : false")]
    [InlineData("size(self.names) == 3 && self.names.size() == 3 && size(self.text) == 5")]
    [InlineData(
        "self.names.all(n, n.size() == 1) && self.names.exists(n, n == 'b') && !self.names.exists_one(n, n == 'b')"
    )]
    [InlineData("self.names.map(n, n + '!') == ['a!', 'b!', 'b!'] && self.names.filter(n, n != 'a').size() == 2")]
    [InlineData("self.names.map(n, n != 'a', n + n) == ['bb', 'bb']")]
    [InlineData("'a' in self.names && !('z' in self.names) && 'app' in self.labels && self.labels['app'] == 'web'")]
    [InlineData("self.labels.all(key, self.labels[key].matches('^[a-z]+$'))")]
    [InlineData("self.text.startsWith('he') && self.text.endsWith(\"lo\") && self.text.contains('ell')")]
    [InlineData("self.tags == ['y', 'x'] && self.names != ['b', 'a', 'b']")]
    [InlineData("self.two__dash__words == 2 && self.__namespace__ == 'ns'")]
    [InlineData("self.missing == 'x' || true")]
    [InlineData("!(self.missing == 'x' && false)")]
    [InlineData("self.when > timestamp('2026-01-01T00:00:00Z') && self.wait == duration('90s')")]
    [InlineData("string(self.count) == '3' && int('4') == 4 && double('1.5') == 1.5")]
    [InlineData(
        "self.text.substring(1, 3) == 'el' && self.text.upperAscii() == 'HELLO' && 'a,b'.split(',') == ['a', 'b']"
    )]
    [InlineData(
        "self.port == 'http' && self.nested.inner == 7 && {'a': 1}['a'] == 1 && 0x10 == 16 && r'\\d' == '\\\\d'"
    )]
    [InlineData("self == self && self.labels == {'tier': 'front', 'app': 'web'}")]
    public void An_expression_that_holds_is_true(string expression)
    {
        var program = CelProgram.Compile(expression, Type(), CelKind.Bool);

        Assert.Equal(true, program.Evaluate(JsonNode.Parse(Value), null));
        Assert.False(program.UsesOldSelf);
    }

    [Theory]
    [InlineData("self.unknown == 1", "undefined field 'unknown'")]
    [InlineData("other == 1", "undeclared reference to 'other'")]
    [InlineData("self.text.frobnicate()", "undeclared reference to 'frobnicate'")]
    [InlineData("self.text == 1", "found no matching overload for '_==_' applied to '(string, int)'")]
    [InlineData("self.text + 1 == 'x'", "found no matching overload for '+'")]
    [InlineData("self.count && true", "found no matching overload for '_&&_'")]
    [InlineData("self.count", "must evaluate to a bool")]
    [InlineData("self.text ==", "Syntax error")]
    [InlineData("self.text == 'x", "unterminated string")]
    [InlineData("self.text # 1", "token recognition error")]
    [InlineData("has(1)", "invalid argument to has() macro")]
    [InlineData("self.names.all(1, true)", "invalid arguments to all() macro")]
    public void An_expression_that_cannot_mean_anything_does_not_compile(string expression, string message)
    {
        var refusal = Assert.Throws<CelException>(() => CelProgram.Compile(expression, Type(), CelKind.Bool));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self.missing == 'x'", "no such key: missing")]
    [InlineData("self.names[9] == 'x'", "index out of bounds: 9")]
    [InlineData("self.count / 0 == 1", "division by zero")]
    [InlineData("9223372036854775807 + self.count > 0", "integer overflow")]
    public void A_failing_evaluation_says_why(string expression, string message)
    {
        var program = CelProgram.Compile(expression, Type(), CelKind.Bool);

        var failure = Assert.Throws<CelException>(() => program.Evaluate(JsonNode.Parse(Value), null));
        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public void An_evaluation_that_never_ends_runs_out_of_budget()
    {
        var list = string.Join(',', Enumerable.Range(0, 200));
        var program = CelProgram.Compile(
            $"[{list}].all(a, [{list}].all(b, [{list}].all(c, a + b + c >= 0)))",
            Type(),
            CelKind.Bool
        );

        var failure = Assert.Throws<CelException>(() => program.Evaluate(JsonNode.Parse(Value), null));
        Assert.Contains("cost budget", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", "true", ")")]
    [InlineData("!", "true", "")]
    [InlineData("1 + ", "1", " > 0")]
    [InlineData("", "self", ".nested")]
    [InlineData("true ? true : ", "true", "")]
    [InlineData("[", "1", "]")]
    public void A_deep_expression_is_refused_instead_of_exhausting_the_stack(string before, string core, string after)
    {
        var text = new System.Text.StringBuilder()
            .Insert(0, before, 100_000)
            .Append(core)
            .Insert(before.Length * 100_000 + core.Length, after, 100_000)
            .ToString();

        Assert.Throws<CelException>(() => CelProgram.Compile(text, Type(), CelKind.Bool));
    }

    private static CelType Type() => CelSchemaTypes.Of(StructuralSchema.ParsePart((JsonObject)JsonNode.Parse(Schema)!));
}
