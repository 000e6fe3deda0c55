using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Holds list types, map types and list keys to their rules.</summary>
internal sealed class ListTypeChecker(FieldErrors errors)
{
    private static readonly string[] Scalars = ["string", "integer", "number", "boolean"];

    public void Check(StructuralSchema schema, SchemaReader reader, FieldPath path)
    {
        var listTypePath = path.Child("x-kubernetes-list-type");
        if (reader.Text("x-kubernetes-list-type") is { Length: > 0 } listType)
        {
            if (schema.Type != "array")
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Child("type"),
                        schema.Type,
                        "must be array if x-kubernetes-list-type is specified"
                    )
                );
            }
            if (listType is not ("atomic" or "set" or "map"))
            {
                errors.Add(FieldError.NotSupported(listTypePath, listType, ["atomic", "set", "map"]));
            }
        }
        if (schema.ListType == "map")
        {
            CheckKeys(schema, path);
        }
        else if (schema.ListMapKeys.Count > 0)
        {
            errors.Add(
                FieldError.Invalid(
                    listTypePath,
                    schema.ListType,
                    "must be map if x-kubernetes-list-map-keys is non-empty"
                )
            );
        }
        if (schema.ListType == "set" && schema.Items is { } items && !IsSetItem(items))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("items"),
                    items.Type,
                    "must be atomic as item of a list with x-kubernetes-list-type=set"
                )
            );
        }
        if (reader.Text("x-kubernetes-map-type") is { Length: > 0 } mapType)
        {
            CheckMapType(schema, mapType, path);
        }
    }

    private static bool IsSetItem(StructuralSchema items) =>
        items.IsIntOrString
        || Scalars.Contains(items.Type)
        || (items.Type == "object" && items.IsAtomicMap)
        || (items.Type == "array" && items.ListType == "atomic");

    private void CheckKeys(StructuralSchema schema, FieldPath path)
    {
        var keysPath = path.Child("x-kubernetes-list-map-keys");
        if (schema.ListMapKeys.Count == 0)
        {
            errors.Add(FieldError.Required(keysPath, "must not be empty if x-kubernetes-list-type is map"));
        }
        if (schema.Items is not { Type: "object" } items)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("items").Child("type"),
                    schema.Items?.Type ?? "",
                    "must be object if parent array's x-kubernetes-list-type is map"
                )
            );
            return;
        }
        for (var i = 0; i < schema.ListMapKeys.Count; i++)
        {
            var key = schema.ListMapKeys[i];
            if (!items.Properties.TryGetValue(key, out var property))
            {
                errors.Add(FieldError.Invalid(keysPath.Index(i), key, "entries must all be names of item properties"));
            }
            else if (!Scalars.Contains(property.Type) && !property.IsIntOrString)
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Child("items").Child("properties").Key(key).Child("type"),
                        property.Type,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"
                    )
                );
            }
            else if (!items.Rules.Required.Contains(key, StringComparer.Ordinal) && property.DefaultValue is null)
            {
                errors.Add(
                    FieldError.Required(
                        path.Child("items").Child("properties").Key(key).Child("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                    )
                );
            }
        }
    }

    private void CheckMapType(StructuralSchema schema, string mapType, FieldPath path)
    {
        if (schema.Type != "object")
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("type"),
                    schema.Type,
                    "must be object if x-kubernetes-map-type is specified"
                )
            );
        }
        if (mapType is not ("atomic" or "granular"))
        {
            errors.Add(FieldError.NotSupported(path.Child("x-kubernetes-map-type"), mapType, ["atomic", "granular"]));
        }
    }
}
