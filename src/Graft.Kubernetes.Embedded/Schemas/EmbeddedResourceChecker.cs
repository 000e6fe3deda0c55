using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>An object within an object, marked so by its schema, has a kind and well-formed metadata of its own.</summary>
internal sealed class EmbeddedResourceChecker(List<FieldError> errors)
{
    public void Visit(JsonNode? value, StructuralSchema schema, ValuePath path)
    {
        if (!schema.HasEmbeddedResources)
        {
            return;
        }
        switch (value)
        {
            case JsonObject json:
                foreach (var (name, child) in json)
                {
                    if (schema.Properties.TryGetValue(name, out var property))
                    {
                        path.Push(name);
                        VisitChild(child, property, path);
                        path.Pop();
                    }
                    else if (schema.AdditionalProperties is { } values)
                    {
                        path.PushKey(name);
                        VisitChild(child, values, path);
                        path.Pop();
                    }
                }
                break;
            case JsonArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                {
                    path.PushIndex(i);
                    VisitChild(array[i], items, path);
                    path.Pop();
                }
                break;
        }
    }

    private void VisitChild(JsonNode? value, StructuralSchema schema, ValuePath path)
    {
        if (schema.IsEmbeddedResource && value is JsonObject resource)
        {
            CheckText(resource, "apiVersion", path);
            CheckText(resource, "kind", path);
            CheckKind(resource, path);
            CheckMetadata(resource, path);
        }
        Visit(value, schema, path);
    }

    private void CheckText(JsonObject resource, string name, ValuePath path)
    {
        if (!resource.TryGetPropertyValue(name, out var value))
        {
            errors.Add(FieldError.Required(path.Below(name), "must not be empty"));
        }
        else if (value is not JsonValue leaf || !leaf.TryGetValue<string>(out var text))
        {
            errors.Add(FieldError.Invalid(path.Below(name), value, "must be a string"));
        }
        else if (text.Length == 0)
        {
            errors.Add(FieldError.Invalid(path.Below(name), text, "must not be empty"));
        }
        else if (name == "apiVersion" && text.Count(c => c == '/') > 1)
        {
            errors.Add(FieldError.Invalid(path.Below(name), text, $"unexpected GroupVersion string: {text}"));
        }
    }

    private void CheckKind(JsonObject resource, ValuePath path)
    {
        if (
            resource.Text("kind") is { Length: > 0 } kind
            && NameRules.CheckServiceName(kind.ToLowerInvariant()) is { Count: > 0 } faults
        )
        {
            errors.Add(
                FieldError.Invalid(
                    path.Below("kind"),
                    kind,
                    $"may have mixed case, but should otherwise match: {string.Join(',', faults)}"
                )
            );
        }
    }

    private void CheckMetadata(JsonObject resource, ValuePath path)
    {
        if (!resource.TryGetPropertyValue("metadata", out var node))
        {
            return;
        }
        if (node is not JsonObject metadata)
        {
            errors.Add(FieldError.Invalid(path.Below("metadata"), node, "must be an object"));
            return;
        }
        if (metadata.Text("name") is { } name && NameRules.CheckPathSegment(name) is [var nameFault, ..])
        {
            errors.Add(FieldError.Invalid(path.Below("metadata.name"), name, nameFault));
        }
        foreach (var (key, value) in metadata.ObjectAt("labels") ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is [var keyFault, ..])
            {
                errors.Add(FieldError.Invalid(path.Below("metadata.labels"), key, keyFault));
            }
            if (
                value is JsonValue leaf
                && leaf.TryGetValue<string>(out var label)
                && NameRules.CheckLabelValue(label) is [var fault, ..]
            )
            {
                errors.Add(FieldError.Invalid(path.Below("metadata.labels"), label, fault));
            }
        }
    }
}
