using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

public sealed class SchemaFuzzTests
{
    [Fact]
    public void Pruning_defaulting_and_validation_are_stable() =>
        Fuzzing.Check(
            from schema in RandomSchemas.Root()
            from value in RandomSchemas.Value()
            select (Schema: schema, Value: value),
            2000,
            each =>
            {
                var schema = StructuralSchema.Parse(each.Schema);
                var once = Completed(schema, each.Value);
                var twice = Completed(schema, once);
                var errors = schema.Validate(once, null);

                Assert.True(JsonNode.DeepEquals(once, twice), $"{once.ToJsonString()} became {twice.ToJsonString()}");
                Assert.Empty(schema.UnknownFields(once));
                Assert.Equal(
                    errors.Select(error => error.ToString()),
                    schema.Validate(twice, null).Select(error => error.ToString())
                );
            }
        );

    [Fact]
    public void An_object_that_was_accepted_is_accepted_again_unchanged() =>
        Fuzzing.Check(
            from schema in RandomSchemas.Root()
            from value in RandomSchemas.Value()
            select (Schema: schema, Value: value),
            1000,
            each =>
            {
                var schema = StructuralSchema.Parse(each.Schema);
                var value = Completed(schema, each.Value);

                if (schema.Validate(value, null).Count == 0)
                {
                    Assert.Empty(schema.Validate(value, (JsonObject)value.DeepClone()));
                }
            }
        );

    [Fact]
    public void A_disturbed_schema_is_read_or_refused_with_reasons() =>
        Fuzzing.Check(
            from original in RandomSchemas.Root()
            from disturbed in RandomJson.Disturbed(original)
            from value in RandomSchemas.Value()
            select (Schema: disturbed, Value: value),
            2000,
            each =>
            {
                var errors = new FieldErrors();
                var schema = StructuralSchema.Parse(each.Schema, FieldPath.Root("schema"), errors);

                Assert.Equal(schema is null, !errors.IsEmpty);
                if (schema is not null)
                {
                    schema.Validate(Completed(schema, each.Value), null);
                }
            }
        );

    private static JsonObject Completed(StructuralSchema schema, JsonObject value)
    {
        var result = (JsonObject)value.DeepClone();
        schema.Prune(result);
        schema.Default(result);
        return result;
    }
}
