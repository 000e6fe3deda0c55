using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas.Definitions;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>Subresources, printer columns and fields that selectors may name.</summary>
internal sealed class VersionPartRules(FieldErrors errors)
{
    private const int MaxSelectableFields = 8;
    private const string ColumnTypes = "boolean,date,integer,number,string";
    private const string ColumnFormats = "byte,date,date-time,double,float,int32,int64,password";

    public void CheckSubresources(JsonObject version, FieldPath path)
    {
        if (version.ObjectAt("subresources", "scale") is not { } scale)
        {
            return;
        }
        CheckScalePath(scale, "specReplicasPath", ".spec.", "should be a json path under .spec", path);
        CheckScalePath(scale, "statusReplicasPath", ".status.", "should be a json path under .status", path);
        var at = path.Child("scale.labelSelectorPath");
        if (scale.Text("labelSelectorPath") is not { Length: > 0 } selector || !CheckSimple(selector, at))
        {
            return;
        }
        if (
            !selector.StartsWith(".spec.", StringComparison.Ordinal)
            && !selector.StartsWith(".status.", StringComparison.Ordinal)
        )
        {
            errors.Add(FieldError.Invalid(at, selector, "should be a json path under either .spec or .status"));
        }
    }

    public void CheckColumns(JsonObject version, FieldPath path)
    {
        var index = 0;
        foreach (var column in version.Objects("additionalPrinterColumns"))
        {
            CheckColumn(column, path.Index(index++));
        }
    }

    public void CheckSelectableFields(JsonObject version, JsonObject schema, FieldPath path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var field in version.Objects("selectableFields"))
        {
            var at = path.Index(index++).Child("jsonPath");
            var text = field.Text("jsonPath") ?? "";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(at, ""));
            }
            else if (!SchemaFieldPath.TryParse(text, schema, allowsBrackets: false, out var parsed, out var problem))
            {
                errors.Add(FieldError.Invalid(at, text, $"is an invalid path: {problem}"));
            }
            else
            {
                CheckSelectable(parsed, text, at);
                if (!seen.Add(parsed.Normalized))
                {
                    errors.Add(FieldError.Duplicate(at, text));
                }
            }
        }
        if (seen.Count > MaxSelectableFields)
        {
            errors.Add(FieldError.TooMany(path, seen.Count, MaxSelectableFields));
        }
    }

    private void CheckSelectable(SchemaFieldPath field, string text, FieldPath path)
    {
        if (field.Segments[0] == "metadata")
        {
            errors.Add(FieldError.Invalid(path, text, "must not point to fields in metadata"));
        }
        if (field.Schema.Text("type") is not ("string" or "boolean" or "integer"))
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    text,
                    "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
                )
            );
        }
    }

    private void CheckScalePath(JsonObject scale, string name, string prefix, string detail, FieldPath path)
    {
        var at = path.Child($"scale.{name}");
        var text = scale.Text(name) ?? "";
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required(at, ""));
        }
        else if (CheckSimple(text, at) && !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(at, text, detail));
        }
    }

    private void CheckColumn(JsonObject column, FieldPath path)
    {
        if (string.IsNullOrEmpty(column.Text("name")))
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        var type = column.Text("type") ?? "";
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("type"), $"must be one of {ColumnTypes}"));
        }
        else if (!ColumnTypes.Split(',').Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldError.Invalid(path.Child("type"), type, $"must be one of {ColumnTypes}"));
        }
        if (
            column.Text("format") is { Length: > 0 } format
            && !ColumnFormats.Split(',').Contains(format, StringComparer.Ordinal)
        )
        {
            errors.Add(FieldError.Invalid(path.Child("format"), format, $"must be one of {ColumnFormats}"));
        }
        var jsonPath = column.Text("jsonPath") ?? "";
        if (jsonPath.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("JSONPath"), ""));
        }
        else
        {
            CheckSimple(jsonPath, path.Child("JSONPath"));
        }
    }

    private bool CheckSimple(string path, FieldPath at)
    {
        if (path[0] == '.')
        {
            return true;
        }
        errors.Add(FieldError.Invalid(at, path, "must be a simple json path starting with ."));
        return false;
    }
}
