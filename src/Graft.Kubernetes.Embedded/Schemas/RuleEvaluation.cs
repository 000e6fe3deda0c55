using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Evaluates the rules of a schema on an object and all parts of it.</summary>
internal sealed class RuleEvaluation(List<FieldError> errors)
{
    public void Visit(JsonNode? value, JsonNode? old, StructuralSchema schema, ValuePath path)
    {
        if (value is null || (old is not null && JsonNode.DeepEquals(value, old)))
        {
            return;
        }
        foreach (var rule in schema.Validations)
        {
            Evaluate(rule, value, old, schema, path);
        }
        switch (value)
        {
            case JsonObject json:
                foreach (var (name, child) in json)
                {
                    if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } childSchema)
                    {
                        Visit(child, (old as JsonObject)?[name], childSchema, path.Child(name));
                    }
                }
                break;
            case JsonArray array when schema.Items is { } items:
                var correlation = new ListCorrelation(schema, old as JsonArray);
                for (var i = 0; i < array.Count; i++)
                {
                    Visit(array[i], correlation.Find(array[i]), items, path.Index(i));
                }
                break;
        }
    }

    private void Evaluate(SchemaRule rule, JsonNode value, JsonNode? old, StructuralSchema schema, ValuePath path)
    {
        if (rule.Program.UsesOldSelf && old is null)
        {
            return;
        }
        var shown = schema.Type.Length > 0 ? schema.Type : JsonNumber.TypeName(value);
        try
        {
            if (rule.Program.Evaluate(value, old) is true)
            {
                return;
            }
        }
        catch (CelException exception)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Field,
                    shown,
                    $"rule evaluation error: {exception.Message} evaluating rule: {rule.Message ?? rule.Rule}"
                )
            );
            return;
        }
        var at = rule.FieldPath is { } relative ? path.Relative(relative) : path;
        var message = Message(rule, value, old);
        errors.Add(
            rule.Reason switch
            {
                "FieldValueForbidden" => FieldError.Forbidden(at.Field, message),
                "FieldValueRequired" => FieldError.Required(at.Field, message),
                "FieldValueDuplicate" => FieldError.Duplicate(at.Field, shown),
                _ => FieldError.Invalid(at.Field, shown, message),
            }
        );
    }

    private static string Message(SchemaRule rule, JsonNode value, JsonNode? old)
    {
        var fallback = rule.Message ?? $"failed rule: {rule.Rule}";
        if (rule.MessageProgram is null)
        {
            return fallback;
        }
        try
        {
            return rule.MessageProgram.Evaluate(value, old) is string { Length: > 0 } message ? message : fallback;
        }
        catch (CelException)
        {
            return fallback;
        }
    }
}
