using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>The errors that the validations of all extension objects word alike.</summary>
internal static class ExtensionErrors
{
    private const string FieldIsRequired = "field is required";

    extension(FieldErrors errors)
    {
        public void RequireValue(string? value, FieldPath path)
        {
            if (string.IsNullOrEmpty(value))
            {
                errors.Add(FieldError.Required(path, FieldIsRequired));
            }
        }

        public void KeepValue(string? before, string? after, FieldPath path)
        {
            if (before != after)
            {
                errors.Add(FieldError.Invalid(path, after ?? "", "field is immutable"));
            }
        }

        public void KeepClass(string? before, string? after, FieldPath path)
        {
            if (before is not null && after is not null && before != after)
            {
                errors.Add(FieldError.Invalid(path, after, "Value is immutable"));
            }
        }

        public void CheckValue(string? value, IReadOnlyList<string> supported, FieldPath path)
        {
            if (!supported.Contains(value ?? "", StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported(path, value ?? "", supported));
            }
        }

        public void ForbidChange(JsonNode? before, JsonNode? after, FieldPath path, string what)
        {
            var differences = SpecDifferences.Describe(after, before);
            if (differences.Length > 0)
            {
                var detail =
                    $"cannot update {what} spec if deletion timestamp is set. Requested changes: {differences}";
                errors.Add(FieldError.Forbidden(path, detail));
            }
        }
    }
}
