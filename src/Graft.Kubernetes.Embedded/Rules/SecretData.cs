using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The data of Secrets and ConfigMaps.</summary>
internal static class SecretData
{
    private const int SizeLimit = 1024 * 1024;

    /// <summary><c>stringData</c> is a convenience of writers; only <c>data</c> is stored.</summary>
    public static void MergeStringData(JsonObject secret)
    {
        if (secret.ObjectAt("stringData") is { } texts)
        {
            var data = secret.Child("data");
            foreach (var (key, node) in texts)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(node?.GetValue<string>() ?? ""));
            }
        }
        secret.Remove("stringData");
    }

    public static void Validate(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        var size = 0;
        foreach (var (key, node) in value.ObjectAt("data") ?? [])
        {
            var path = FieldPath.Root("data").Key(key);
            if (node is not null && !IsBase64(node))
            {
                errors.Add(FieldError.Invalid(path, node, "must be base64"));
            }
            else
            {
                size += node?.GetValue<string>().Length * 3 / 4 ?? 0;
            }
        }
        if (size > SizeLimit)
        {
            errors.Add(FieldError.TooLong(FieldPath.Root("data"), "", SizeLimit));
        }
        if (old is not null && old.Text("type") != value.Text("type"))
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("type"), value.Text("type"), "field is immutable"));
        }
        ValidateImmutable(value, old, errors, "data");
    }

    /// <summary>An object marked immutable keeps its data and the mark.</summary>
    public static void ValidateImmutable(
        JsonObject value,
        JsonObject? old,
        FieldErrors errors,
        params ReadOnlySpan<string> fields
    )
    {
        if (old?.Flag("immutable") is not true)
        {
            return;
        }
        const string Detail = "field is immutable when `immutable` is set";
        if (!value.Flag("immutable"))
        {
            errors.Add(FieldError.Forbidden(FieldPath.Root("immutable"), Detail));
        }
        foreach (var field in fields)
        {
            if (!JsonNode.DeepEquals(old[field] ?? new JsonObject(), value[field] ?? new JsonObject()))
            {
                errors.Add(FieldError.Forbidden(FieldPath.Root(field), Detail));
            }
        }
    }

    private static bool IsBase64(JsonNode node)
    {
        return node is JsonValue leaf
            && leaf.TryGetValue<string>(out var text)
            && System.Buffers.Text.Base64.IsValid(text);
    }
}
