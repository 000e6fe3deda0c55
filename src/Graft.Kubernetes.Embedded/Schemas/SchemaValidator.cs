using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Compares an object with its schema: types and restrictions, then embedded objects, then lists that are sets or maps,
/// and last the rules in CEL, which want a value whose form is right.
/// </summary>
internal static class SchemaValidator
{
    private const string NotChecked =
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    public static List<FieldError> Validate(JsonObject value, JsonObject? old, StructuralSchema schema, bool isStatus)
    {
        var errors = new List<FieldError>();
        var checker = new ValueChecker(errors, new ValuePath());
        if (isStatus)
        {
            CheckStatus(value, old, schema, checker);
        }
        else
        {
            checker.Check(value, old, schema);
            new EmbeddedResourceChecker(errors).Visit(value, schema, new ValuePath());
        }
        FindDuplicates(value, old, schema, errors);
        if (!schema.HasValidations)
        {
            return errors;
        }
        if (errors.Exists(HidesRules))
        {
            errors.Add(FieldError.Invalid(new ValuePath().Field, null, NotChecked));
        }
        else
        {
            new RuleEvaluation(errors).Evaluate(value, old, schema);
        }
        return errors;
    }

    /// <summary>Validates a value that stands for a part of an object, such as a default.</summary>
    public static List<FieldError> ValidatePart(JsonNode? value, StructuralSchema schema, FieldPath path)
    {
        var errors = new List<FieldError>();
        new ValueChecker(errors, new ValuePath(path)).Check(value, null, schema);
        return errors;
    }

    /// <summary>A write to the status is judged by the status alone.</summary>
    private static void CheckStatus(JsonObject value, JsonObject? old, StructuralSchema schema, ValueChecker checker)
    {
        if (
            value.TryGetPropertyValue("status", out var status)
            && schema.Properties.TryGetValue("status", out var statusSchema)
        )
        {
            checker.CheckField("status", status, old?["status"], statusSchema);
        }
    }

    /// <summary>Items that were there twice before may stay.</summary>
    private static void FindDuplicates(
        JsonObject value,
        JsonObject? old,
        StructuralSchema schema,
        List<FieldError> errors
    )
    {
        var found = new List<FieldError>();
        new ListDuplicates(found).Visit(value, schema, new ValuePath());
        if (found.Count > 0 && old is not null)
        {
            var before = new List<FieldError>();
            new ListDuplicates(before).Visit(old, schema, new ValuePath());
            if (before.Count > 0)
            {
                return;
            }
        }
        errors.AddRange(found);
    }

    private static bool HidesRules(FieldError error) =>
        error.Type
            is FieldErrorType.NotSupported
                or FieldErrorType.Required
                or FieldErrorType.TooLong
                or FieldErrorType.TooMany
                or FieldErrorType.TypeInvalid;
}
