namespace Graft.Kubernetes.Tests.Behaviour;

public sealed class ValidationRuleTests(ClusterFixture clusters)
{
    [Theory]
    [OnEachCluster("self.a < self.b", """{"a":2,"b":1}""")]
    [OnEachCluster("!has(self.text) || self.text.startsWith('x')", """{"text":"y"}""")]
    [OnEachCluster("self.names.all(n, n.size() < 3)", """{"names":["a","long"]}""")]
    [OnEachCluster("self.names.exists_one(n, n == 'a')", """{"names":["a","a"]}""")]
    [OnEachCluster("self.names.map(n, n + '!').size() == 1", """{"names":["a","b"]}""")]
    [OnEachCluster("self.labels.all(k, self.labels[k] != 'bad')", """{"labels":{"x":"bad"}}""")]
    [OnEachCluster("'x' in self.labels", """{"labels":{"y":"1"}}""")]
    [OnEachCluster("self.text.matches('^[0-9]+$')", """{"text":"12a"}""")]
    [OnEachCluster("type(self.port) == int", """{"port":"http"}""")]
    [OnEachCluster("self.wait < duration('1h')", """{"wait":"90m"}""")]
    [OnEachCluster("self.when > timestamp('2026-01-01T00:00:00Z')", """{"when":"2025-01-01T00:00:00Z"}""")]
    [OnEachCluster("self.tags == ['a', 'b']", """{"tags":["b","c"]}""")]
    [OnEachCluster("quantity(self.text).isLessThan(quantity('1Gi'))", """{"text":"2Gi"}""")]
    [OnEachCluster("cidr('10.0.0.0/8').containsIP(self.text)", """{"text":"192.168.0.1"}""")]
    [OnEachCluster("url(self.text).getScheme() == 'https'", """{"text":"http://example.com"}""")]
    [OnEachCluster("self.?text.orValue('none') != 'none'", "{}")]
    [OnEachCluster("self.two__dash__words == 2 && self.__namespace__ == 'a'", """{"two-words":2,"namespace":"b"}""")]
    public async Task A_rule_that_does_not_hold_refuses_the_object(Target on, string rule, string spec)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await DefineAsync(space, $$"""{"rule":"{{rule}}","message":"is not as wanted"}""");

        var refused = await space.PostAsync(kind.Path, kind.Body("a", $"\"spec\":{spec}"));

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "spec");
        Assert.EndsWith("is not as wanted", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnEachCluster("self.a < self.b", """{"a":1,"b":2}""")]
    [OnEachCluster("self.tags == ['a', 'b']", """{"tags":["b","a"]}""")]
    [OnEachCluster(
        "self.names.filter(n, n != 'a').size() == 1 && self.names.exists(n, n == 'b')",
        """{"names":["a","b"]}"""
    )]
    [OnEachCluster(
        "size(self.text) == 2 && self.text.upperAscii() == 'AB' && self.text.substring(1) == 'b'",
        """{"text":"ab"}"""
    )]
    [OnEachCluster("self.a / 0 == 1 || true", """{"a":1}""")]
    public async Task A_rule_that_holds_lets_the_object_pass(Target on, string rule, string spec)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await DefineAsync(space, $$"""{"rule":"{{rule}}"}""");

        await kind.CreateAsync("a", $"\"spec\":{spec}");
    }

    [Theory, OnEachCluster]
    public async Task A_transition_rule_compares_with_what_was_there(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """
            "spec":{"type":"object","properties":{"free":{"type":"string"},
              "kept":{"type":"string","maxLength":10,"x-kubernetes-validations":[{"rule":"self == oldSelf","message":"kept is immutable"}]}}}
            """
        );
        await kind.CreateAsync("a", """ "spec":{"kept":"x"} """);

        var changed = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"kept":"y"}}""");
        var same = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"free":"z"}}""");

        changed.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "spec.kept");
        Assert.EndsWith("kept is immutable", changed.Message, StringComparison.Ordinal);
        same.Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task A_rule_names_its_reason_its_field_and_computes_its_message(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await DefineAsync(
            space,
            """
            {"rule":"self.a <= 3","reason":"FieldValueForbidden","fieldPath":".a","messageExpression":"'a is ' + string(self.a)"}
            """
        );

        var refused = await space.PostAsync(kind.Path, kind.Body("a", """ "spec":{"a":4} """));

        refused.ExpectFailure(422, "Invalid", $"Widget.{kind.Group} \"a\" is invalid: spec.a: Forbidden: a is 4");
        refused.ExpectCause("FieldValueForbidden", "spec.a");
    }

    [Theory]
    [OnEachCluster("self.nope == 1", "undefined field 'nope'")]
    [OnEachCluster("self.a == 'x'", "found no matching overload for '_==_' applied to '(int, string)'")]
    [OnEachCluster("self.frobnicate()", "undeclared reference to 'frobnicate'")]
    [OnEachCluster("self.a", "must evaluate to a bool")]
    [OnEachCluster(
        "self.unbounded.all(x, self.unbounded.all(y, x == y))",
        "estimated rule cost exceeds budget by factor of more than 100x"
    )]
    public async Task A_rule_that_means_nothing_or_costs_too_much_is_refused_with_its_definition(
        Target on,
        string rule,
        string expected
    )
    {
        await using var space = await clusters.SpaceAsync(on);
        var body = CustomKind.DefinitionBody(
            space,
            $$$"""
            [{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
              "properties":{"a":{"type":"integer"},"unbounded":{"type":"array","items":{"type":"string"} } },
              "x-kubernetes-validations":[{"rule":"{{{rule}}}"}] } } } } }]
            """
        );

        var refused = await space.PostAsync(Space.All("customresourcedefinitions", "apiextensions.k8s.io/v1"), body);

        Assert.Contains(expected, refused.ExpectFailure(422, "Invalid").Message, StringComparison.Ordinal);
    }

    private static Task<CustomKind> DefineAsync(Space space, string rule) =>
        CustomKind.DefineAsync(
            space,
            $$$"""
            "spec":{"type":"object","x-kubernetes-validations":[{{{rule}}}],"properties":{
              "a":{"type":"integer"},"b":{"type":"integer"},"two-words":{"type":"integer"},"namespace":{"type":"string","maxLength":10},
              "text":{"type":"string","maxLength":50},"wait":{"type":"string","format":"duration"},"when":{"type":"string","format":"date-time"},
              "port":{"x-kubernetes-int-or-string":true},
              "names":{"type":"array","maxItems":5,"items":{"type":"string","maxLength":10} },
              "tags":{"type":"array","maxItems":5,"x-kubernetes-list-type":"set","items":{"type":"string","maxLength":10} },
              "labels":{"type":"object","maxProperties":5,"additionalProperties":{"type":"string","maxLength":10} } } }
            """
        );
}
