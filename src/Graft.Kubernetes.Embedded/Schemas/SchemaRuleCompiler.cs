using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Compiles <c>x-kubernetes-validations</c>; an expression that cannot be understood refuses the schema.</summary>
internal sealed class SchemaRuleCompiler(FieldErrors errors)
{
    private static readonly string[] Reasons =
    [
        "FieldValueInvalid",
        "FieldValueForbidden",
        "FieldValueRequired",
        "FieldValueDuplicate",
    ];

    /// <summary>The rules of one schema; an uncorrelatable value (an item of an atomic list) has no older self.</summary>
    public IReadOnlyList<SchemaRule> Compile(StructuralSchema schema, FieldPath path, bool isUncorrelatable)
    {
        if (!schema.Source.ContainsKey("x-kubernetes-validations"))
        {
            return [];
        }
        var self = CelSchemaTypes.Of(schema);
        var reader = new SchemaReader(schema.Source, path, errors);
        var rules = reader.List("x-kubernetes-validations", (json, at) => Compile(json, at, self, isUncorrelatable));
        return [.. rules.OfType<SchemaRule>()];
    }

    private SchemaRule? Compile(JsonObject json, FieldPath path, CelType self, bool isUncorrelatable)
    {
        var reader = new SchemaReader(json, path, errors);
        var rule = reader.Text("rule");
        if (string.IsNullOrWhiteSpace(rule))
        {
            errors.Add(FieldError.Required(path.Child("rule"), "rule is not specified"));
            return null;
        }
        if (reader.Flag("optionalOldSelf"))
        {
            errors.Add(FieldError.Forbidden(path.Child("optionalOldSelf"), "optional values are not supported"));
            return null;
        }
        var reason = reader.Text("reason") ?? "FieldValueInvalid";
        if (!Reasons.Contains(reason))
        {
            errors.Add(FieldError.NotSupported(path.Child("reason"), reason, Reasons));
        }
        var program = Compile(rule, self, CelKind.Bool, path.Child("rule"));
        if (program is null)
        {
            return null;
        }
        if (program.UsesOldSelf && isUncorrelatable)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("rule"),
                    rule,
                    "oldSelf cannot be used on the uncorrelatable portion of the schema"
                )
            );
        }
        var message = reader.Text("messageExpression") is { } expression
            ? Compile(expression, self, CelKind.String, path.Child("messageExpression"))
            : null;
        return new SchemaRule(program, rule.Trim(), reader.Text("message"), message, reason, reader.Text("fieldPath"));
    }

    private CelProgram? Compile(string text, CelType self, CelKind result, FieldPath path)
    {
        try
        {
            return CelProgram.Compile(text, self, result);
        }
        catch (CelException exception)
        {
            errors.Add(FieldError.Invalid(path, text, $"compilation failed: {exception.Message}"));
            return null;
        }
    }
}
