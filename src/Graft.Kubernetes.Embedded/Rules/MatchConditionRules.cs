using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission.Webhooks;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for the match conditions of webhooks: they have names, and they compile.</summary>
internal static class MatchConditionRules
{
    private const int Limit = 64;

    public static void Validate(JsonObject webhook, FieldPath path, FieldErrors errors)
    {
        var conditions = webhook.Objects("matchConditions").ToList();
        if (conditions.Count > Limit)
        {
            errors.Add(FieldError.TooMany(path, conditions.Count, Limit));
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            ValidateName(conditions[i].Text("name") ?? "", path.Index(i).Child("name"), names, errors);
            ValidateExpression(conditions[i].Text("expression") ?? "", path.Index(i).Child("expression"), errors);
        }
    }

    private static void ValidateName(string name, FieldPath path, HashSet<string> names, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path, ""));
        }
        else if (NameRules.CheckQualifiedName(name) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(path, name, fault));
        }
        else if (!names.Add(name))
        {
            errors.Add(FieldError.Duplicate(path, name));
        }
    }

    private static void ValidateExpression(string text, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(FieldError.Required(path, ""));
            return;
        }
        try
        {
            MatchConditions.Compile(text.Trim());
        }
        catch (CelException exception)
        {
            var why = exception.Message.StartsWith("ERROR", StringComparison.Ordinal)
                ? $"compilation failed: {exception.Message}"
                : exception.Message;
            errors.Add(FieldError.Invalid(path, text, why));
        }
    }
}
