using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The data of Secrets and ConfigMaps.</summary>
internal static class SecretData
{
    private const int SizeLimit = 1024 * 1024;

    /// <summary>The keys that Secrets of the cluster's own types must have.</summary>
    private static readonly Dictionary<string, string[]> RequiredKeys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
    };

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

    public static void ValidateSecret(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        ValidateKeys(value, "data", errors);
        if (SizeOf(value, "data", isBase64: true) > SizeLimit)
        {
            errors.Add(FieldError.TooLong(FieldPath.Root("data"), "", SizeLimit));
        }
        var type = value.Text("type") ?? "";
        if (old is not null && old.Text("type") != type)
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("type"), type, "field is immutable"));
        }
        foreach (var key in RequiredKeys.GetValueOrDefault(type, []))
        {
            if (value.ObjectAt("data")?.ContainsKey(key) != true)
            {
                errors.Add(FieldError.Required(FieldPath.Root("data").Key(key), ""));
            }
        }
        if (value.Text("type") == SecretToken.Type && string.IsNullOrEmpty(SecretToken.AccountOf(value)))
        {
            var path = FieldPath.Root("metadata").Child("annotations").Key(SecretToken.AccountName);
            errors.Add(FieldError.Required(path, ""));
        }
        ValidateImmutable(value, old, errors, "data");
    }

    public static void ValidateConfigMap(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        ValidateKeys(value, "data", errors);
        ValidateKeys(value, "binaryData", errors);
        foreach (var (key, _) in value.ObjectAt("data") ?? [])
        {
            if (value.ObjectAt("binaryData")?.ContainsKey(key) == true)
            {
                var path = FieldPath.Root("data").Key(key);
                errors.Add(FieldError.Invalid(path, key, "duplicate of key present in binaryData"));
            }
        }
        if (SizeOf(value, "data", isBase64: false) + SizeOf(value, "binaryData", isBase64: true) > SizeLimit)
        {
            // The limit is that of no single field.
            errors.Add(FieldError.TooLong(FieldPath.Root("[]"), "", SizeLimit));
        }
        ValidateImmutable(value, old, errors, "data", "binaryData");
    }

    /// <summary>An object marked immutable keeps its data and the mark.</summary>
    private static void ValidateImmutable(
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

    private static void ValidateKeys(JsonObject value, string field, FieldErrors errors)
    {
        foreach (var (key, _) in value.ObjectAt(field) ?? [])
        {
            foreach (var fault in NameRules.CheckConfigKey(key))
            {
                errors.Add(FieldError.Invalid(FieldPath.Root(field).Key(key), key, fault));
            }
        }
    }

    private static long SizeOf(JsonObject value, string field, bool isBase64)
    {
        var size = 0L;
        foreach (var (_, node) in value.ObjectAt(field) ?? [])
        {
            var text = node?.GetValue<string>() ?? "";
            size += isBase64 ? text.Length / 4 * 3 : Encoding.UTF8.GetByteCount(text);
        }
        return size;
    }
}
