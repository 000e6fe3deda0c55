using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;

namespace Graft.Api.Tests;

/// <summary>Every field that Graft models stands in Gardener's schema, with a type that fits.</summary>
public sealed class ModelledFieldsTests
{
    // Shoot and Worker share a record for the kubelet's settings; this one is for docker, and Shoots alone have it.
    private static readonly string[] s_onlyInShoots = ["spec.pools[].kubeletConfig.imagePullProgressDeadline"];

    public static TheoryData<Type> Kinds =>
        [
            typeof(Cluster),
            typeof(ContainerRuntime),
            typeof(OperatingSystemConfig),
            typeof(Worker),
            typeof(ManagedResource),
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_modelled_field_stands_in_the_schema(Type kind)
    {
        var mismatches = new List<string>();
        var compared = Compare(kind, GardenerSchemas.Of(kind.Name), "", mismatches);
        mismatches.RemoveAll(mismatch => s_onlyInShoots.Contains(mismatch.Split(':')[0]));
        Assert.Empty(mismatches);
        Assert.True(compared > 5, $"only {compared} fields were compared");
    }

    private static int Compare(Type type, JsonObject schema, string path, List<string> mismatches)
    {
        var compared = 0;
        foreach (var property in ApiJson.Options.GetTypeInfo(type).Properties.Where(field => !field.IsExtensionData))
        {
            var field = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (field == "metadata")
            {
                continue;
            }
            compared++;
            if (schema["properties"]?[property.Name] is not JsonObject found)
            {
                mismatches.Add($"{field}: not in the schema");
                continue;
            }
            compared += CompareValue(property.PropertyType, found, field, mismatches);
        }
        return compared;
    }

    private static int CompareValue(Type type, JsonObject schema, string path, List<string> mismatches)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (schema["x-kubernetes-preserve-unknown-fields"] is not null)
        {
            return 0;
        }
        if (type.IsAssignableTo(typeof(ApiObject)))
        {
            Expect("object");
            return Compare(type, schema, path, mismatches);
        }
        if (
            type != typeof(string)
            && type != typeof(byte[])
            && type.IsGenericType
            && type.IsAssignableTo(typeof(IEnumerable))
        )
        {
            var arguments = type.GetGenericArguments();
            Expect(arguments.Length == 2 ? "object" : "array");
            var element = schema[arguments.Length == 2 ? "additionalProperties" : "items"] as JsonObject ?? [];
            return CompareValue(arguments[^1], element, $"{path}[]", mismatches);
        }
        if (schema["x-kubernetes-int-or-string"] is null && type != typeof(JsonElement))
        {
            Expect(
                type == typeof(bool) ? "boolean"
                : type == typeof(int) || type == typeof(long) ? "integer"
                : "string"
            );
        }
        return 0;

        void Expect(string wanted)
        {
            if ((string?)schema["type"] != wanted)
            {
                mismatches.Add($"{path}: {wanted} here, {(string?)schema["type"]} in the schema");
            }
        }
    }
}
