using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>
/// The versions of a kind. What all of them have in common is judged once, and named by the path it has in the older form
/// of definitions (<c>spec.validation</c>), as kube-apiserver does.
/// </summary>
internal sealed class VersionRules(FieldErrors errors)
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    private static readonly string[] Parts = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"];

    public void Check(JsonObject definition)
    {
        var path = Spec.Child("versions");
        var versions = definition.Objects("spec", "versions").ToList();
        var shared = SharedParts(versions);
        CheckHaveSchemas(versions, path);
        for (var i = 0; i < versions.Count; i++)
        {
            var name = versions[i].Text("name") ?? "";
            if (NameRules.CheckServiceName(name) is { Count: > 0 } faults)
            {
                errors.Add(FieldError.Invalid(path.Index(i).Child("name"), name, string.Join(',', faults)));
            }
            CheckDeprecation(versions[i], path.Index(i));
            CheckParts(versions[i], path.Index(i), path.Index(i).Child("schema"), part => !shared.Contains(part));
        }
        CheckSet(definition, versions, path);
        if (versions.Count > 0)
        {
            CheckParts(versions[0], Spec, Spec.Child("validation"), shared.Contains);
        }
    }

    private static HashSet<string> SharedParts(List<JsonObject> versions) =>
        Parts
            .Where(part => versions.TrueForAll(version => JsonNode.DeepEquals(version[part], versions[0][part])))
            .ToHashSet(StringComparer.Ordinal);

    private void CheckHaveSchemas(List<JsonObject> versions, FieldPath path)
    {
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].ObjectAt("schema", "openAPIV3Schema") is null)
            {
                errors.Add(
                    FieldError.Required(path.Index(i).Child("schema").Child("openAPIV3Schema"), "schemas are required")
                );
            }
        }
    }

    private void CheckSet(JsonObject definition, List<JsonObject> versions, FieldPath path)
    {
        var shown = definition.At("spec", "versions");
        var names = versions.Select(version => version.Text("name")).ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            errors.Add(FieldError.Invalid(path, shown, "must contain unique version names"));
        }
        if (versions.Count(version => version.Flag("storage")) != 1)
        {
            errors.Add(FieldError.Invalid(path, shown, "must have exactly one version marked as storage version"));
        }
    }

    private void CheckParts(JsonObject version, FieldPath path, FieldPath schemaPath, Func<string, bool> applies)
    {
        var schema = version.ObjectAt("schema", "openAPIV3Schema");
        if (applies("schema") && schema is not null)
        {
            CheckRoot(schema, version, schemaPath);
            StructuralSchema.Parse(schema, schemaPath.Child("openAPIV3Schema"), errors);
        }
        var parts = new VersionPartRules(errors);
        if (applies("subresources"))
        {
            parts.CheckSubresources(version, path.Child("subresources"));
        }
        if (applies("additionalPrinterColumns"))
        {
            parts.CheckColumns(version, path.Child("additionalPrinterColumns"));
        }
        if (applies("selectableFields") && schema is not null)
        {
            parts.CheckSelectableFields(version, schema, path.Child("selectableFields"));
        }
    }

    private void CheckRoot(JsonObject schema, JsonObject version, FieldPath path)
    {
        if (version.ObjectAt("subresources", "status") is not null)
        {
            StatusRootRules.Check(schema, path, errors);
        }
        if (schema.Flag("nullable"))
        {
            errors.Add(
                FieldError.Forbidden(path.Child("openAPIV3Schema.nullable"), "nullable cannot be true at the root")
            );
        }
    }

    private void CheckDeprecation(JsonObject version, FieldPath path)
    {
        if (version.Text("deprecationWarning") is not { } warning)
        {
            return;
        }
        foreach (var problem in DeprecationProblems(version.Flag("deprecated"), warning))
        {
            errors.Add(FieldError.Invalid(path.Child("deprecationWarning"), warning, problem));
        }
    }

    private static IEnumerable<string> DeprecationProblems(bool isDeprecated, string warning)
    {
        if (!isDeprecated)
        {
            yield return "can only be set for deprecated versions";
            yield break;
        }
        if (System.Text.Encoding.UTF8.GetByteCount(warning) > 256)
        {
            yield return "must be <= 256 characters long";
        }
        if (warning.Length == 0)
        {
            yield return "must not be an empty string";
        }
        var control = warning.AsSpan().IndexOfAnyInRange('\0', '\x1f');
        if (control >= 0)
        {
            yield return System.FormattableString.Invariant(
                $"must only contain printable UTF-8 characters; non-printable character found at index {control}"
            );
        }
    }
}
