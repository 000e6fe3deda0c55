using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Tests.Schemas;

public class RatchetingTests
{
    private const string Schema = """
        {"type":"object","properties":{"spec":{"type":"object","required":["must"],"properties":{
          "must":{"type":"string"},
          "name":{"type":"string","maxLength":3},
          "free":{"type":"string"},
          "list":{"type":"array","items":{"type":"string","maxLength":3}},
          "map":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
            "items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"},"v":{"type":"integer","maximum":3},"w":{"type":"integer"}}}},
          "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "ruled":{"type":"object","properties":{"n":{"type":"integer"},"m":{"type":"integer"}},
            "x-kubernetes-validations":[{"rule":"self.n > 3"}]},
          "kept":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}
        }}}}
        """;

    [Theory]
    [InlineData("""{"name":"too long"}""", """{"name":"too long","free":"x","must":"m"}""", "")]
    [InlineData(
        """{"must":"m","name":"too long"}""",
        """{"must":"m","name":"too long!"}""",
        "spec.name: Too long: may not be more than 3 bytes"
    )]
    [InlineData("""{"free":"x"}""", """{"free":"x"}""", "")]
    [InlineData("""{"free":"x"}""", """{"free":"y"}""", "spec.must: Required value")]
    [InlineData("""{"must":"m","list":["long one"]}""", """{"must":"m","free":"x","list":["long one"]}""", "")]
    [InlineData(
        """{"must":"m","list":["long one"]}""",
        """{"must":"m","list":["long one","b"]}""",
        "spec.list[0]: Too long: may not be more than 3 bytes"
    )]
    [InlineData(
        """{"must":"m","map":[{"k":"a","v":9}]}""",
        """{"must":"m","map":[{"k":"b"},{"k":"a","v":9,"w":1}]}""",
        ""
    )]
    [InlineData(
        """{"must":"m","map":[{"k":"a","v":9}]}""",
        """{"must":"m","map":[{"k":"b","v":9}]}""",
        "spec.map[0].v: Invalid value: 9: spec.map[0].v in body should be less than or equal to 3"
    )]
    [InlineData("""{"must":"m","set":["a","a"]}""", """{"must":"m","set":["a","a","b"]}""", "")]
    [InlineData(
        """{"must":"m","set":["a"]}""",
        """{"must":"m","set":["a","a"]}""",
        "spec.set[1]: Duplicate value: \"a\""
    )]
    [InlineData("""{"must":"m","ruled":{"n":1}}""", """{"must":"n","ruled":{"n":1}}""", "")]
    [InlineData(
        """{"must":"m","ruled":{"n":1}}""",
        """{"must":"m","ruled":{"n":1,"m":1}}""",
        "spec.ruled: Invalid value: failed rule: self.n > 3"
    )]
    [InlineData(
        """{"must":"m","kept":1}""",
        """{"must":"m","kept":2}""",
        "spec.kept: Invalid value: 2: failed rule: self == oldSelf"
    )]
    public void An_update_is_held_to_what_it_changes(string old, string updated, string expected)
    {
        var schema = StructuralSchema.Parse((JsonObject)JsonNode.Parse(Schema)!);

        var errors = schema.Validate(Spec(updated), Spec(old)).Select(error => error.ToString());

        Assert.Equal(
            expected,
            string.Join('|', errors.Where(error => !error.Contains("some validation rules were not checked")))
        );
    }

    [Fact]
    public void Rules_are_not_evaluated_on_an_object_whose_form_is_wrong()
    {
        var schema = StructuralSchema.Parse((JsonObject)JsonNode.Parse(Schema)!);

        Assert.Equal(
            [
                "spec.must: Required value",
                "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
            ],
            schema.Validate(Spec("""{"ruled":{"n":1}}"""), null).Select(error => error.ToString())
        );
    }

    [Fact]
    public void A_write_to_the_status_is_judged_by_the_status_alone()
    {
        var schema = StructuralSchema.Parse(
            (JsonObject)
                JsonNode.Parse(
                    """
                    {"type":"object","required":["spec"],"properties":{"spec":{"type":"object"},
                     "status":{"type":"object","properties":{"n":{"type":"integer"}}}}}
                    """
                )!
        );
        var value = (JsonObject)JsonNode.Parse("""{"status":{"n":1}}""")!;

        Assert.Empty(schema.Validate(value, null, isStatus: true));
        Assert.NotEmpty(schema.Validate(value, null));
    }

    private static JsonObject Spec(string spec) => (JsonObject)JsonNode.Parse($$"""{"spec":{{spec}}}""")!;
}
