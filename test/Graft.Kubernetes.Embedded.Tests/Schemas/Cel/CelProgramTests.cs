using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Tests.Schemas.Cel;

public class CelProgramTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "text":{"type":"string"}, "count":{"type":"integer"}, "ratio":{"type":"number"}, "flag":{"type":"boolean"},
          "missing":{"type":"string"}, "when":{"type":"string","format":"date-time"}, "wait":{"type":"string","format":"duration"},
          "day":{"type":"string","format":"date"}, "raw":{"type":"string","format":"byte"},
          "names":{"type":"array","items":{"type":"string"}}, "numbers":{"type":"array","items":{"type":"integer"}},
          "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","properties":{"name":{"type":"string"},"port":{"type":"integer"}}}},
          "labels":{"type":"object","additionalProperties":{"type":"string"}},
          "two-words":{"type":"integer"}, "namespace":{"type":"string"}, "a.b/c__d":{"type":"integer"},
          "port":{"x-kubernetes-int-or-string":true}, "nothing":{"type":"string","nullable":true},
          "nested":{"type":"object","properties":{"inner":{"type":"integer"},"other":{"type":"integer"}}}
        }}
        """;

    private const string Value = """
        {"text":"hello","count":3,"ratio":1,"flag":true,"when":"2026-01-02T03:04:05.5Z","wait":"1m30s","day":"2026-02-01","raw":"aGk=",
         "names":["a","b","b"],"numbers":[3,1,2],
         "tags":["x","y"],"ports":[{"name":"a","port":1},{"name":"b","port":2}],"labels":{"app":"web","tier":"front"},
         "two-words":2,"namespace":"ns","a.b/c__d":5,"port":"http","nothing":null,"nested":{"inner":7}}
        """;

    [Theory]
    [InlineData("self.count == 3 && self.text == 'hello'")]
    [InlineData(
        "self.count + 2 * 3 == 9 && -self.count < 0 && self.count % 2 == 1 && 7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1"
    )]
    [InlineData("self.ratio == 1.0 && self.ratio < 2 && self.count >= self.ratio && 1u < 2 && 2u == uint(2)")]
    [InlineData("has(self.text) && !has(self.missing) && !has(self.nothing)")]
    [InlineData("self.flag ? self.count > 1 : false")]
    [InlineData(
        "size(self.names) == 3 && self.names.size() == 3 && size(self.text) == 5 && size('h\u00e9\U0001F600') == 3"
    )]
    [InlineData(
        "self.names.all(n, n.size() == 1) && self.names.exists(n, n == 'b') && !self.names.exists_one(n, n == 'b')"
    )]
    [InlineData("self.names.map(n, n + '!') == ['a!', 'b!', 'b!'] && self.names.filter(n, n != 'a').size() == 2")]
    [InlineData("self.names.map(n, n != 'a', n + n) == ['bb', 'bb']")]
    [InlineData("'a' in self.names && !('z' in self.names) && 'app' in self.labels && self.labels['app'] == 'web'")]
    [InlineData(
        "self.labels.all(key, self.labels[key].matches('^[a-z]+$')) && self.labels.exists(k, v, k == 'app' && v == 'web')"
    )]
    [InlineData("self.names.all(i, n, i < 3 && n.size() == 1) && self.names.exists_one(i, n, i == 2 && n == 'b')")]
    [InlineData(
        "self.names.transformList(i, n, string(i) + n) == ['0a', '1b', '2b'] && self.names.transformList(i, n, i > 0, n) == ['b', 'b']"
    )]
    [InlineData("self.labels.transformMap(k, v, k + v) == {'app': 'appweb', 'tier': 'tierfront'}")]
    [InlineData("self.labels.transformMapEntry(k, v, {v: k}) == {'web': 'app', 'front': 'tier'}")]
    [InlineData("self.text.startsWith('he') && self.text.endsWith(\"lo\") && self.text.contains('ell')")]
    [InlineData("self.tags == ['y', 'x'] && self.names != ['b', 'a', 'b'] && (self.tags + ['x', 'z']).size() == 3")]
    [InlineData("self.ports == self.ports && self.ports.filter(p, p.port > 1).map(p, p.name) == ['b']")]
    [InlineData(
        "self.two__dash__words == 2 && self.__namespace__ == 'ns' && self.a__dot__b__slash__c__underscores__d == 5"
    )]
    [InlineData("self.`two-words` == 2 && self.`namespace` == 'ns'")]
    [InlineData("self.missing == 'x' || true")]
    [InlineData("!(self.missing == 'x' && false)")]
    [InlineData("self.names.exists(n, 1 / 0 == 1 || n == 'b') && !self.names.all(n, 1 / 0 == 1 && n == 'q')")]
    [InlineData("self.when > timestamp('2026-01-01T00:00:00Z') && self.wait == duration('90s')")]
    [InlineData(
        "self.when.getFullYear() == 2026 && self.when.getMonth() == 0 && self.when.getDate() == 2 && self.when.getDayOfMonth() == 1"
    )]
    [InlineData(
        "self.when.getHours('+02:00') == 5 && self.when.getMilliseconds() == 500 && self.wait.getSeconds() == 90"
    )]
    [InlineData("self.when + duration('1h') - self.when == duration('60m') && string(self.wait) == '90s'")]
    [InlineData(
        "self.day == timestamp('2026-02-01T00:00:00Z') && self.raw == b'hi' && string(self.raw) == 'hi' && b'\\x00\\xff'.size() == 2"
    )]
    [InlineData(
        "string(self.count) == '3' && int('4') == 4 && double('1.5') == 1.5 && int(2.9) == 2 && bool('true') && string(1e6) == '1e+06'"
    )]
    [InlineData(
        "self.text.substring(1, 3) == 'el' && self.text.upperAscii() == 'HELLO' && 'a,b'.split(',') == ['a', 'b']"
    )]
    [InlineData(
        "'hello'.replace('l', 'L', 1) == 'heLlo' && 'ab'.replace('', '-') == '-a-b-' && ' x '.trim() == 'x' && 'abc'.charAt(1) == 'b'"
    )]
    [InlineData(
        "'a-b-c'.split('-', 2) == ['a', 'b-c'] && 'abc'.split('') == ['a', 'b', 'c'] && ['a', 'b'].join('+') == 'a+b' && 'abcb'.lastIndexOf('b') == 3"
    )]
    [InlineData(
        "'%s is %d, %.2f, %x'.format(['x', 3, 1.5, 255]) == 'x is 3, 1.50, ff' && strings.quote('a\"b') == '\"a\\\\\"b\"'"
    )]
    [InlineData(
        "'ab12cd34'.find('[0-9]+') == '12' && 'ab12cd34'.findAll('[0-9]+') == ['12', '34'] && 'ab12cd34'.findAll('[0-9]+', 1) == ['12']"
    )]
    [InlineData(
        "self.numbers.min() == 1 && self.numbers.max() == 3 && self.numbers.sum() == 6 && !self.numbers.isSorted() && self.numbers.indexOf(2) == 2"
    )]
    [InlineData(
        "self.port == 'http' && self.nested.inner == 7 && {'a': 1}['a'] == 1 && 0x10 == 16 && r'\\d' == '\\\\d'"
    )]
    [InlineData(
        "type(self.port) == string && type(self.count) == int && type(self.names) == list && type(null) == null_type"
    )]
    [InlineData("(type(self.port) == int ? self.port : int('8080')) == 8080")]
    [InlineData("self == self && self.labels == {'tier': 'front', 'app': 'web'}")]
    [InlineData(
        "self.?missing.orValue('x') == 'x' && self.?text.hasValue() && self.nested.?other.orValue(1) == 1 && !self.?nothing.hasValue()"
    )]
    [InlineData(
        "self.labels[?'app'].value() == 'web' && !self.labels[?'zzz'].hasValue() && self.names[?9].orValue('none') == 'none'"
    )]
    [InlineData(
        "optional.of(1).optMap(x, x + 1).value() == 2 && optional.none().or(optional.of(3)).value() == 3 && !optional.ofNonZeroValue('').hasValue()"
    )]
    [InlineData("[1, ?optional.none(), 2] == [1, 2] && {'a': 1, ?'b': optional.of(2)}.size() == 2")]
    [InlineData(
        "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('50k') == quantity('50000') && quantity('200m').add(quantity('0.8')).compareTo(quantity('1')) == 0"
    )]
    [InlineData(
        "isQuantity('10Mi') && !isQuantity('ten') && quantity('3').asInteger() == 3 && quantity('-1').sign() == -1 && quantity('5').sub(2) == quantity('3')"
    )]
    [InlineData(
        "ip('10.0.0.1').family() == 4 && isIP('::1') && !isIP('1.2.3') && ip('127.0.0.1').isLoopback() && ip('8.8.8.8').isGlobalUnicast() && ip.isCanonical('::1')"
    )]
    [InlineData(
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('::/64').prefixLength() == 64"
    )]
    [InlineData(
        "url('https://example.com:80/a?b=c&b=d').getHost() == 'example.com:80' && url('https://example.com:80/').getPort() == '80' && url('/x').getScheme() == '' && !isURL('../x')"
    )]
    [InlineData(
        "url('https://[::1]:80/p').getHostname() == '::1' && url('https://e.com/a?b=c&b=d').getQuery() == {'b': ['c', 'd']}"
    )]
    [InlineData("sets.contains([1, 2], [2]) && sets.equivalent([1, 2], [2, 1, 1]) && !sets.intersects([1], [2])")]
    [InlineData(
        "!format.dns1123Label().validate('ok-name').hasValue() && format.dns1123Label().validate('Bad_').hasValue() && format.named('uuid').hasValue()"
    )]
    [InlineData(
        "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.2', true) && !isSemver('1.2') && semver('1.2.3').minor() == 2"
    )]
    public void An_expression_that_holds_is_true(string expression)
    {
        var program = CelProgram.Compile(expression, Type(), CelType.Bool);

        Assert.Equal(true, Run(program));
        Assert.False(program.UsesOldSelf);
    }

    [Theory]
    [InlineData("self.unknown == 1", "ERROR: <input>:1:5: undefined field 'unknown'\n | self.unknown == 1\n | ....^")]
    [InlineData("other == 1", "ERROR: <input>:1:1: undeclared reference to 'other' (in container '')")]
    [InlineData("self.text.frobnicate()", "undeclared reference to 'frobnicate'")]
    [InlineData(
        "self.text == 1",
        "ERROR: <input>:1:11: found no matching overload for '_==_' applied to '(string, int)'"
    )]
    [InlineData("self.text + 1 == 'x'", "found no matching overload for '_+_' applied to '(string, int)'")]
    [InlineData("self.count && true", "found no matching overload for '_&&_' applied to '(int, bool)'")]
    [InlineData("self.text.startsWith(1)", "found no matching overload for 'startsWith' applied to 'string.(int)'")]
    [InlineData("self.count", "must evaluate to a bool")]
    [InlineData("self.text ==", "Syntax error")]
    [InlineData("self.text == 'x", "Syntax error")]
    [InlineData("self.text # 1", "token recognition error")]
    [InlineData("self.text.y", "type 'string' does not support field selection")]
    [InlineData("has(1)", "invalid argument to has() macro")]
    [InlineData("self.names.all(1, true)", "argument must be a simple name")]
    [InlineData("self.text.all(x, true)", "expression of type 'string' cannot be range of a comprehension")]
    [InlineData("[1, 'a'].size() > 0", "expected type 'int' but found 'string'")]
    [InlineData("self.text.matches('(')", "invalid matches argument")]
    [InlineData("duration('soon') > self.wait", "invalid duration argument")]
    [InlineData("for == 1", "reserved identifier: for")]
    [InlineData("self.a == 1 && self.b == 2", "undefined field 'b'")]
    [InlineData("99999999999999999999 > 1", "invalid int literal")]
    public void An_expression_that_cannot_mean_anything_does_not_compile(string expression, string message)
    {
        var refusal = Assert.Throws<CelException>(() => CelProgram.Compile(expression, Type(), CelType.Bool));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self.missing == 'x'", "no such key: missing")]
    [InlineData("self.names[9] == 'x'", "index out of bounds: 9")]
    [InlineData("self.count / 0 == 1", "division by zero")]
    [InlineData("9223372036854775807 + self.count > 0", "integer overflow")]
    [InlineData("-9223372036854775808 - self.count > 0", "integer overflow")]
    [InlineData("self.port > 1", "no such overload")]
    [InlineData("'abc'.substring(2, 9) == ''", "index out of range: 9")]
    [InlineData("quantity('x').sign() == 0", "quantities must match")]
    [InlineData("optional.none().value() == 1", "optional.none() dereference")]
    public void A_failing_evaluation_says_why(string expression, string message)
    {
        var failure = Assert.IsType<CelError>(Run(CelProgram.Compile(expression, Type(), CelType.Bool)));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[LIST].all(a, [LIST].all(b, [LIST].all(c, a + b + c >= 0)))", true)]
    [InlineData("[LIST].map(a, [LIST].map(b, [LIST].map(c, [a, b, c]))).size() > 0", true)]
    [InlineData(
        "[LIST].all(a, ('x' + self.text).matches('(x+x+)+y') || [LIST].all(b, self.text.matches('(a|aa)+$') || true))",
        false
    )]
    [InlineData("[LIST].map(a, [LIST]).map(x, x + x).map(x, x + x).map(x, x + x).all(x, x == x)", false)]
    public void A_hostile_expression_ends_soon_or_runs_out_of_budget(string expression, bool isStopped)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var list = string.Join(',', Enumerable.Range(0, 200));
        var program = CelProgram.Compile(
            expression.Replace("LIST", list, StringComparison.Ordinal),
            Type(),
            CelType.Bool
        );

        var failure = Record.Exception(() => Run(program));

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
        Assert.Equal(isStopped, failure is not null);
        Assert.Contains("cost limit exceeded", failure?.Message ?? "cost limit exceeded", StringComparison.Ordinal);
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

        Assert.Throws<CelException>(() => CelProgram.Compile(text, Type(), CelType.Bool));
    }

    [Fact]
    public void An_optional_old_self_is_missing_on_creation()
    {
        var program = CelProgram.Compile(
            "oldSelf.hasValue() ? self.count >= oldSelf.value().count : self.count < 10",
            Type(),
            CelType.Bool,
            hasOptionalOldSelf: true
        );
        var budget = new CelBudget { Limit = CelBudget.PerCall };

        Assert.True(program.UsesOldSelf);
        Assert.Equal(true, program.Evaluate(Json("""{"count":3}"""), null, budget));
        Assert.Equal(false, program.Evaluate(Json("""{"count":3}"""), Json("""{"count":4}"""), budget));
    }

    [Fact]
    public void The_estimate_of_a_cost_grows_with_what_the_schema_allows()
    {
        var bounded = Cost("""{"type":"array","maxItems":10,"items":{"type":"string","maxLength":10}}""");
        var unbounded = Cost("""{"type":"array","items":{"type":"string"}}""");

        Assert.InRange(bounded, 1UL, 10_000UL);
        Assert.True(unbounded > 100_000_000UL, $"{unbounded}");

        static ulong Cost(string schema) =>
            CelProgram
                .Compile(
                    "self.all(x, self.all(y, x == y || x.contains(y)))",
                    CelSchemaTypes.Of(StructuralSchema.ParsePart(Json(schema)))!,
                    CelType.Bool
                )
                .EstimatedCost;
    }

    private static object? Run(CelProgram program) =>
        program.Evaluate(JsonNode.Parse(Value), null, new CelBudget { Limit = CelBudget.PerCall });

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static CelType Type() => CelSchemaTypes.Of(StructuralSchema.ParsePart(Json(Schema)))!;
}
