using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>One entry of managedFields: who owns which fields, by which way of writing.</summary>
internal sealed record FieldManager
{
    public const string ApplyOperation = "Apply";
    public const string UpdateOperation = "Update";

    public required string Name { get; init; }

    public required string Operation { get; init; }

    public required string ApiVersion { get; init; }

    public string Subresource { get; init; } = "";

    /// <summary>When the set of fields last changed, in RFC 3339; empty where it is not known.</summary>
    public string Time { get; init; } = "";

    public required FieldSet Fields { get; init; }

    public static FieldManager? FromJson(JsonNode? entry) =>
        entry is JsonObject json && json["fieldsV1"] is JsonObject fields
            ? new FieldManager
            {
                Name = Text(json, "manager"),
                Operation = Text(json, "operation"),
                ApiVersion = Text(json, "apiVersion"),
                Subresource = Text(json, "subresource"),
                Time = Text(json, "time"),
                Fields = fields.Count == 0 ? new FieldSet() : FieldSet.FromJson(fields),
            }
            : null;

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Name,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
        };
        if (Time.Length > 0)
        {
            json["time"] = Time;
        }
        json["fieldsType"] = "FieldsV1";
        json["fieldsV1"] = Fields.ToJson();
        if (Subresource.Length > 0)
        {
            json["subresource"] = Subresource;
        }
        return json;
    }

    /// <summary>One who applies is the same one in every version; one who updates is another in each.</summary>
    public bool IsSameAs(FieldManager other) =>
        Name == other.Name
        && Operation == other.Operation
        && Subresource == other.Subresource
        && (Operation == ApplyOperation || ApiVersion == other.ApiVersion);

    /// <summary>As the message of a conflict names the manager.</summary>
    public string Describe()
    {
        var name = GoSyntax.Quote(Name);
        if (Subresource.Length > 0)
        {
            name = $"{name} with subresource {GoSyntax.Quote(Subresource)}";
        }
        return Operation == UpdateOperation ? $"{name} using {ApiVersion}" : name;
    }

    private static string Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
