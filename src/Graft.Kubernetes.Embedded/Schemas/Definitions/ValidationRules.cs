using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>The form of <c>x-kubernetes-validations</c>, whatever their expressions say.</summary>
internal sealed class ValidationRules(FieldErrors errors)
{
    private static readonly string[] Reasons =
    [
        "FieldValueDuplicate",
        "FieldValueForbidden",
        "FieldValueInvalid",
        "FieldValueRequired",
    ];

    public void Check(JsonObject schema, FieldPath path)
    {
        var index = 0;
        foreach (var rule in schema.Objects("x-kubernetes-validations"))
        {
            var at = path.Child("x-kubernetes-validations").Index(index++);
            CheckMessage(rule, at);
            CheckPath(rule, schema, at.Child("fieldPath"));
            if (rule.Text("messageExpression") is { Length: > 0 } expression && string.IsNullOrWhiteSpace(expression))
            {
                errors.Add(
                    FieldError.Required(
                        at.Child("messageExpression"),
                        "messageExpression must be non-empty if specified"
                    )
                );
            }
            if (rule.Text("reason") is { } reason && !Reasons.Contains(reason))
            {
                errors.Add(FieldError.NotSupported(at.Child("reason"), reason, Reasons));
            }
        }
    }

    private void CheckMessage(JsonObject rule, FieldPath path)
    {
        var expression = rule.Text("rule")?.Trim() ?? "";
        var message = rule.Text("message") ?? "";
        var at = path.Child("message");
        if (expression.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("rule"), "rule is not specified"));
        }
        else if (message.Length > 0 && string.IsNullOrWhiteSpace(message))
        {
            errors.Add(FieldError.Invalid(at, message, "message must be non-empty if specified"));
        }
        else if (HasLineBreak(message.Trim()))
        {
            errors.Add(FieldError.Invalid(at, message, "message must not contain line breaks"));
        }
        else if (HasLineBreak(expression) && message.Length == 0)
        {
            errors.Add(FieldError.Required(at, "message must be specified if rule contains line breaks"));
        }
    }

    private void CheckPath(JsonObject rule, JsonObject schema, FieldPath path)
    {
        if (rule.Text("fieldPath") is not { Length: > 0 } fieldPath)
        {
            return;
        }
        if (string.IsNullOrWhiteSpace(fieldPath))
        {
            errors.Add(FieldError.Invalid(path, fieldPath, "fieldPath must be non-empty if specified"));
        }
        if (HasLineBreak(fieldPath))
        {
            errors.Add(FieldError.Invalid(path, fieldPath, "fieldPath must not contain line breaks"));
        }
        if (!SchemaFieldPath.TryParse(fieldPath, schema, allowsBrackets: true, out _, out _))
        {
            errors.Add(FieldError.Invalid(path, fieldPath, "fieldPath must be a valid path"));
        }
    }

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');
}
