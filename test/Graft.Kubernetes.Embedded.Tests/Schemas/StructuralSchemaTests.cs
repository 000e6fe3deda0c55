using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Tests.Schemas;

public class StructuralSchemaTests
{
    [Fact]
    public void Pruning_keeps_what_the_schema_knows()
    {
        var schema = Spec(
            """
            "known":{"type":"string"},
            "list":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}},
            "map":{"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"string"}}}},
            "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"strict":{"type":"object","properties":{"a":{"type":"string"}}}}},
            "embedded":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"data":{"type":"string"}}}
            """
        );
        var value = Json(
            """
            {"apiVersion":"v1","kind":"X","metadata":{"name":"n","bogus":1},"stray":1,"spec":{
              "known":"k","unknown":1,
              "list":[{"a":"1","b":2}],
              "map":{"k":{"a":"1","b":2}},
              "free":{"anything":{"x":1},"strict":{"a":"1","b":2}},
              "embedded":{"apiVersion":"v1","kind":"Y","metadata":{"name":"e"},"data":"d","b":2}}}
            """
        );

        Assert.Equal(
            [
                "metadata.bogus",
                "spec.embedded.b",
                "spec.free.strict.b",
                "spec.list[0].b",
                "spec.map.k.b",
                "spec.unknown",
                "stray",
            ],
            schema.UnknownFields(value)
        );
        schema.Prune(value);

        AssertJson(
            """
            {"apiVersion":"v1","kind":"X","metadata":{"name":"n"},"spec":{"known":"k","list":[{"a":"1"}],"map":{"k":{"a":"1"}},
             "free":{"anything":{"x":1},"strict":{"a":"1"}},"embedded":{"apiVersion":"v1","kind":"Y","metadata":{"name":"e"},"data":"d"}}}
            """,
            value
        );
        Assert.Empty(schema.UnknownFields(value));
    }

    [Fact]
    public void Defaults_fill_what_is_absent_and_replace_null_where_null_is_no_value()
    {
        var schema = Spec(
            """
            "outer":{"type":"object","default":{},"properties":{"inner":{"type":"string","default":"x"}}},
            "absent":{"type":"integer","default":3},
            "nulled":{"type":"string","default":"d"},
            "nullable":{"type":"string","nullable":true,"default":"d"},
            "dropped":{"type":"string"},
            "list":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string","default":"1"}}}}
            """
        );
        var value = Json("""{"spec":{"nulled":null,"nullable":null,"dropped":null,"list":[{},{"a":"2"}]}}""");

        schema.Default(value);

        AssertJson(
            """{"spec":{"outer":{"inner":"x"},"absent":3,"nulled":"d","nullable":null,"list":[{"a":"1"},{"a":"2"}]}}""",
            value
        );
    }

    [Theory]
    [InlineData(
        "\"x\":{\"type\":\"integer\"}",
        """{"x":"a"}""",
        "spec.x: Invalid value: \"string\": spec.x in body must be of type integer: \"string\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\"}",
        """{"x":1}""",
        "spec.x: Invalid value: \"integer\": spec.x in body must be of type string: \"integer\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"integer\"}",
        """{"x":1.5}""",
        "spec.x: Invalid value: \"number\": spec.x in body must be of type integer: \"number\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"enum\":[\"b\",\"a\"]}",
        """{"x":"c"}""",
        "spec.x: Unsupported value: \"c\": supported values: \"a\", \"b\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"pattern\":\"^a+$\"}",
        """{"x":"b"}""",
        "spec.x: Invalid value: \"b\": spec.x in body should match '^a+$'"
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"pattern\":\"^a+$\"}",
        """{"x":"a\n"}""",
        "spec.x: Invalid value: \"a\\n\": spec.x in body should match '^a+$'"
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"minLength\":2}",
        """{"x":"b"}""",
        "spec.x: Invalid value: \"b\": spec.x in body should be at least 2 chars long"
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"maxLength\":2}",
        """{"x":"bbb"}""",
        "spec.x: Too long: may not be more than 2 bytes"
    )]
    [InlineData(
        "\"x\":{\"type\":\"integer\",\"minimum\":2}",
        """{"x":1}""",
        "spec.x: Invalid value: 1: spec.x in body should be greater than or equal to 2"
    )]
    [InlineData(
        "\"x\":{\"type\":\"integer\",\"maximum\":2,\"exclusiveMaximum\":true}",
        """{"x":2}""",
        "spec.x: Invalid value: 2: spec.x in body should be less than 2"
    )]
    [InlineData(
        "\"x\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}}",
        """{"x":[]}""",
        "spec.x: Invalid value: 0: spec.x in body should have at least 1 items"
    )]
    [InlineData(
        "\"x\":{\"type\":\"array\",\"maxItems\":1,\"items\":{\"type\":\"string\"}}",
        """{"x":["a","b"]}""",
        "spec.x: Too many: 2: must have at most 1 item"
    )]
    [InlineData(
        "\"x\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
        """{"x":["a",2]}""",
        "spec.x[1]: Invalid value: \"integer\": spec.x[1] in body must be of type string: \"integer\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"array\",\"x-kubernetes-list-type\":\"set\",\"items\":{\"type\":\"string\"}}",
        """{"x":["a","b","a"]}""",
        "spec.x[2]: Duplicate value: \"a\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"format\":\"date-time\"}",
        """{"x":"yesterday"}""",
        "spec.x: Invalid value: \"yesterday\": spec.x in body must be of type date-time: \"yesterday\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"format\":\"ipv4\"}",
        """{"x":"1.2.3"}""",
        "spec.x: Invalid value: \"1.2.3\": spec.x in body must be of type ipv4: \"1.2.3\""
    )]
    [InlineData(
        "\"x\":{\"x-kubernetes-int-or-string\":true}",
        """{"x":true}""",
        "spec.x: Invalid value: \"boolean\": spec.x in body must be of type integer,string: \"boolean\""
    )]
    [InlineData(
        "\"x\":{\"type\":\"object\",\"required\":[\"y\"],\"properties\":{\"y\":{\"type\":\"string\"}}}",
        """{"x":{}}""",
        "spec.x.y: Required value"
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self != 'no'\",\"message\":\"must not be no\"}]}",
        """{"x":"no"}""",
        "spec.x: Invalid value: \"no\": must not be no"
    )]
    [InlineData(
        "\"x\":{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self != 'no'\"}]}",
        """{"x":"no"}""",
        "spec.x: Invalid value: \"no\": failed rule: self != 'no'"
    )]
    public void A_violation_reads_as_kube_apiserver_words_it(string property, string spec, string expected)
    {
        var errors = Spec(property).Validate(Json($$"""{"spec":{{spec}}}"""), null);

        Assert.Equal([expected], errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("\"x\":{\"type\":\"integer\"}", """{"x":1.0}""")]
    [InlineData("\"x\":{\"type\":\"number\"}", """{"x":1}""")]
    [InlineData("\"x\":{\"type\":\"string\",\"nullable\":true}", """{"x":null}""")]
    [InlineData("\"x\":{\"type\":\"string\",\"format\":\"date-time\"}", """{"x":"2026-01-02T03:04:05.123456789Z"}""")]
    [InlineData(
        "\"x\":{\"x-kubernetes-int-or-string\":true,\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"pattern\":\"^[0-9]+%?$\"}",
        """{"x":"10%"}"""
    )]
    [InlineData(
        "\"x\":{\"x-kubernetes-int-or-string\":true,\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"pattern\":\"^[0-9]+%?$\"}",
        """{"x":10}"""
    )]
    public void A_valid_value_has_no_errors(string property, string spec) =>
        Assert.Empty(Spec(property).Validate(Json($$"""{"spec":{{spec}}}"""), null));

    [Fact]
    public void One_of_tells_the_nearest_miss_and_the_junctor()
    {
        var schema = Spec(
            """
            "a":{"type":"string"},"b":{"type":"string"}
            """,
            """
            "oneOf":[{"required":["a"]},{"required":["b"]}],
            """
        );

        Assert.Equal(
            [
                "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found none valid",
                "spec.a: Required value",
            ],
            schema.Validate(Json("""{"spec":{}}"""), null).Select(error => error.ToString())
        );
        Assert.Equal(
            [
                "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives",
            ],
            schema.Validate(Json("""{"spec":{"a":"1","b":"2"}}"""), null).Select(error => error.ToString())
        );
        Assert.Empty(schema.Validate(Json("""{"spec":{"a":"1"}}"""), null));
    }

    [Fact]
    public void A_transition_rule_compares_with_the_stored_object_only()
    {
        var schema = Spec(
            """
            "type":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"type is immutable"}]}
            """
        );

        Assert.Empty(schema.Validate(Json("""{"spec":{"type":"a"}}"""), null));
        Assert.Empty(schema.Validate(Json("""{"spec":{"type":"a"}}"""), Json("""{"spec":{"type":"a"}}""")));
        var error = Assert.Single(
            schema.Validate(Json("""{"spec":{"type":"b"}}"""), Json("""{"spec":{"type":"a"}}"""))
        );
        Assert.Equal("spec.type: Invalid value: \"b\": type is immutable", error.ToString());
    }

    [Fact]
    public void What_did_not_change_is_not_held_against_an_update()
    {
        var schema = Spec(
            """
            "old":{"type":"string","pattern":"^ok$"},"new":{"type":"string","pattern":"^ok$"}
            """
        );

        var error = Assert.Single(
            schema.Validate(
                Json("""{"spec":{"old":"bad","new":"bad"}}"""),
                Json("""{"spec":{"old":"bad","new":"ok"}}""")
            )
        );

        Assert.Equal("spec.new", error.Field);
    }

    [Theory]
    [InlineData(
        """{"type":"object","properties":{"x":{}}}""",
        "s.properties[x].type: Required value: must not be empty for specified object fields"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"thing"}}}""",
        "s.properties[x].type: Unsupported value: \"thing\""
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array"}}}""",
        "s.properties[x].items: Required value: must be specified"
    )]
    [InlineData("""{"type":"object","properties":{"x":{"$ref":"#/a"}}}""", "s.properties[x].$ref: Forbidden")]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}""",
        "s.properties[x].uniqueItems: Forbidden"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"object","properties":{"y":{"type":"string"}},"additionalProperties":false}}}""",
        "s.properties[x].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"object","additionalProperties":{"type":"string","default":1}}}}""",
        "s.properties[x].additionalProperties.default: Invalid value: \"integer\":  in body must be of type string: \"integer\""
    )]
    [InlineData(
        """{"type":"object","additionalProperties":{"type":"string"}}""",
        "s.additionalProperties: Forbidden: must not be used at the root"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"object"}}}}""",
        "s.properties[x].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}}""",
        "s.properties[x].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","x-kubernetes-validations":[{"rule":"true","fieldPath":".nope"}]}}}""",
        "fieldPath must be a valid path"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","x-kubernetes-validations":[{"rule":" "}]}}}""",
        "s.properties[x].x-kubernetes-validations[0].rule: Required value: rule is not specified"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","items":{"type":"string"},"x-kubernetes-validations":[{"rule":"self.all(a, self.all(b, a == b))"}]}}}""",
        "s.properties[x].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","x-kubernetes-validations":[{"rule":"true","optionalOldSelf":true}]}}}""",
        "may not be set if oldSelf is not used in rule"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"x-kubernetes-embedded-resource":true}}}""",
        "s.properties[x].type: Required value: must be object if x-kubernetes-embedded-resource is true"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","anyOf":[{"type":"string"}]}}}""",
        "s.properties[x].anyOf[0].type: Forbidden: must be empty to be structural"
    )]
    [InlineData(
        """{"type":"object","anyOf":[{"properties":{"y":{"minimum":1}}}]}""",
        "s.properties[y]: Required value: because it is defined in s.anyOf[0].properties[y]"
    )]
    [InlineData(
        """{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""",
        "must not specify anything other than name and generateName"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","default":1}}}""",
        "s.properties[x].default: Invalid value: \"integer\""
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","pattern":"("}}}""",
        "must be a valid regular expression"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","pattern":"(?=a)"}}}""",
        "must be a valid regular expression"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","x-kubernetes-list-type":"map","items":{"type":"object"}}}}""",
        "must not be empty if x-kubernetes-list-type is map"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"string","x-kubernetes-validations":[{"rule":"self.y"}]}}}""",
        "compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection"
    )]
    [InlineData(
        """{"type":"object","properties":{"x":{"type":"array","items":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}}}""",
        "oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[x]"
    )]
    [InlineData("""{"type":"string"}""", "must be object at the root")]
    [InlineData("""{"type":7}""", "must be of type string")]
    public void A_schema_that_is_not_structural_is_refused_with_the_reason(string json, string reason)
    {
        var errors = new FieldErrors();

        Assert.Null(StructuralSchema.Parse(Json(json), FieldPath.Root("s"), errors));
        Assert.Contains(reason, errors.ToString(), StringComparison.Ordinal);
    }

    private static StructuralSchema Spec(string properties, string more = "") =>
        StructuralSchema.Parse(
            Json(
                "{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\","
                    + more
                    + "\"properties\":{"
                    + properties
                    + "}}}}"
            )
        );

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
