using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>Holds list types, map types and list keys to their rules.</summary>
internal sealed class ListRules(FieldErrors errors)
{
    private const string NeedsAtomic = "must be atomic as item of a list with x-kubernetes-list-type=set";

    public void Check(JsonObject json, FieldPath path)
    {
        var type = json.Text("type") ?? "";
        if (json.Text("x-kubernetes-map-type") is { } mapType)
        {
            RequireType(type, "object", "x-kubernetes-map-type", path);
            if (mapType is not ("atomic" or "granular"))
            {
                errors.Add(
                    FieldError.NotSupported(path.Child("x-kubernetes-map-type"), mapType, ["atomic", "granular"])
                );
            }
        }
        var listType = json.Text("x-kubernetes-list-type");
        if (listType is not null && type != "array")
        {
            RequireType(type, "array", "x-kubernetes-list-type", path);
        }
        else if (listType == "set" && json["items"] is JsonObject items)
        {
            CheckSetItems(items, path.Child("items"));
        }
        if (listType is not (null or "atomic" or "set" or "map"))
        {
            errors.Add(
                FieldError.NotSupported(path.Child("x-kubernetes-list-type"), listType, ["atomic", "set", "map"])
            );
        }
        var keys = json.Texts("x-kubernetes-list-map-keys").ToList();
        CheckHasKeys(json, listType, keys, path);
        if (listType == "map")
        {
            CheckMap(json, keys, path);
        }
        if (listType is "map" or "set" && json["items"] is JsonObject item)
        {
            CheckItem(item, listType, keys, path.Child("items"));
        }
    }

    private void RequireType(string type, string wanted, string extension, FieldPath path)
    {
        if (type == wanted)
        {
            return;
        }
        var at = path.Child("type");
        var detail = $"must be {wanted} if {extension} is specified";
        errors.Add(type.Length == 0 ? FieldError.Required(at, detail) : FieldError.Invalid(at, type, detail));
    }

    private void CheckSetItems(JsonObject items, FieldPath path)
    {
        if (items.Text("type") == "array" && items.Text("x-kubernetes-list-type") is { } listType and not "atomic")
        {
            errors.Add(FieldError.Invalid(path.Child("x-kubernetes-list-type"), listType, NeedsAtomic));
        }
        else if (items.Text("type") == "object" && items.Text("x-kubernetes-map-type") != "atomic")
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("x-kubernetes-map-type"),
                    items.Text("x-kubernetes-list-type"),
                    NeedsAtomic
                )
            );
        }
    }

    private void CheckHasKeys(JsonObject json, string? listType, List<string> keys, FieldPath path)
    {
        if (keys.Count > 0 && listType != "map")
        {
            const string Detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            var at = path.Child("x-kubernetes-list-type");
            errors.Add(listType is null ? FieldError.Required(at, Detail) : FieldError.Invalid(at, listType, Detail));
        }
        if (listType != "map")
        {
            return;
        }
        if (keys.Count == 0)
        {
            errors.Add(
                FieldError.Required(
                    path.Child("x-kubernetes-list-map-keys"),
                    "must not be empty if x-kubernetes-list-type is map"
                )
            );
        }
        if (json["items"] is null)
        {
            errors.Add(FieldError.Required(path.Child("items"), "must have a schema if x-kubernetes-list-type is map"));
        }
    }

    private void CheckMap(JsonObject json, List<string> keys, FieldPath path)
    {
        if (json["items"] is not JsonObject items)
        {
            return;
        }
        var itemType = items.Text("type") ?? "";
        if (itemType != "object")
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("items").Child("type"),
                    itemType,
                    "must be object if parent array's x-kubernetes-list-type is map"
                )
            );
            return;
        }
        var keysPath = path.Child("x-kubernetes-list-map-keys");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (items.ObjectAt("properties", key) is not { } property)
            {
                errors.Add(
                    FieldError.Invalid(
                        keysPath,
                        JsonNodes.ToArray(keys),
                        "entries must all be names of item properties"
                    )
                );
            }
            else if (property.Text("type") is "array" or "object")
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Child("items").Child("properties").Key(key).Child("type"),
                        itemType,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"
                    )
                );
            }
            if (!seen.Add(key))
            {
                errors.Add(FieldError.Invalid(keysPath, JsonNodes.ToArray(keys), "must not contain duplicate entries"));
            }
        }
    }

    private void CheckItem(JsonObject items, string listType, List<string> keys, FieldPath path)
    {
        if (IsNullable(items))
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("nullable"),
                    $"cannot be nullable when x-kubernetes-list-type is {listType}"
                )
            );
        }
        var required = items.Texts("required").ToHashSet(StringComparer.Ordinal);
        foreach (var key in listType == "map" ? keys : [])
        {
            if (items.ObjectAt("properties", key) is not { } property)
            {
                continue;
            }
            var at = path.Child("properties").Key(key);
            if (!required.Contains(key) && property["default"] is null)
            {
                errors.Add(
                    FieldError.Required(
                        at.Child("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                    )
                );
            }
            if (IsNullable(property))
            {
                errors.Add(
                    FieldError.Forbidden(
                        at.Child("nullable"),
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"
                    )
                );
            }
        }
    }

    private static bool IsNullable(JsonObject json) => json["nullable"]?.GetValueKind() == JsonValueKind.True;
}
