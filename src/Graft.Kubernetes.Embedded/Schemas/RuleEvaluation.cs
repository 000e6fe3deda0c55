using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Evaluates the rules of a schema on an object and all parts of it, within one budget.</summary>
internal sealed class RuleEvaluation(List<FieldError> errors)
{
    private const int MaxMessageSize = 5 * 1024;
    private const string OutOfBudget =
        "validation failed due to running out of cost budget, no further validation rules will be run";

    private readonly ValuePath _path = new();
    private long _budget = CelBudget.PerObject;

    public void Evaluate(JsonObject value, JsonObject? old, StructuralSchema schema)
    {
        try
        {
            Visit(value, old, schema);
        }
        catch (CelException)
        {
            // The error that stopped the evaluation is told already.
        }
    }

    private void Visit(JsonNode? value, JsonNode? old, StructuralSchema schema)
    {
        if (value is null || !schema.HasValidations)
        {
            return;
        }
        foreach (var rule in schema.Validations)
        {
            Evaluate(rule, value, old, schema);
        }
        switch (value)
        {
            case JsonObject json:
                VisitObject(json, schema.IsAtomicMap ? null : old as JsonObject, schema);
                break;
            case JsonArray array when schema.Items is { HasValidations: true } items:
                var correlation = new ListCorrelation(schema, old as JsonArray);
                for (var i = 0; i < array.Count; i++)
                {
                    _path.PushIndex(i);
                    Visit(array[i], correlation.Find(array[i]), items);
                    _path.Pop();
                }
                break;
        }
    }

    private void VisitObject(JsonObject json, JsonObject? old, StructuralSchema schema)
    {
        foreach (var (name, child) in json)
        {
            if (schema.Properties.TryGetValue(name, out var property))
            {
                _path.Push(name);
                Visit(child, old?[name], property);
                _path.Pop();
            }
            else if (schema.AdditionalProperties is { } values)
            {
                _path.PushKey(name);
                Visit(child, old?[name], values);
                _path.Pop();
            }
        }
    }

    private void Evaluate(SchemaRule rule, JsonNode value, JsonNode? old, StructuralSchema schema)
    {
        if (rule.Program.UsesOldSelf && old is null && !rule.HasOptionalOldSelf)
        {
            return;
        }
        var result = Run(rule, value, old, schema);
        if (result is true || (!rule.Program.UsesOldSelf && old is not null && JsonNode.DeepEquals(value, old)))
        {
            return;
        }
        errors.Add(result is CelError error ? Failed(error, rule, schema) : Refusal(rule, value, old, schema));
    }

    private object? Run(SchemaRule rule, JsonNode value, JsonNode? old, StructuralSchema schema)
    {
        var budget = new CelBudget { Limit = Math.Min(CelBudget.PerCall, _budget) };
        try
        {
            return rule.Program.Evaluate(value, old, budget);
        }
        catch (CelException exception)
        {
            var detail =
                budget.Limit < CelBudget.PerCall
                    ? OutOfBudget
                    : $"'{exception.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Display}";
            errors.Add(FieldError.Invalid(_path.Field, schema.Type, detail));
            throw;
        }
        finally
        {
            _budget -= budget.Spent;
        }
    }

    private FieldError Failed(CelError error, SchemaRule rule, StructuralSchema schema) =>
        FieldError.Invalid(
            _path.Field,
            schema.Type,
            ReferenceEquals(error, CelError.NoOverload)
                ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Display}"
                : $"{error.Message} evaluating rule: {rule.Display}"
        );

    private FieldError Refusal(SchemaRule rule, JsonNode value, JsonNode? old, StructuralSchema schema)
    {
        var at = rule.FieldPath.Length > 0 ? _path.Below(rule.FieldPath) : _path.Field;
        var message = Message(rule, value, old) ?? rule.Message ?? $"failed rule: {rule.Text}";
        var shown = value is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : (object)value;
        return rule.Reason switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(at, message),
            "FieldValueRequired" => FieldError.Required(at, message),
            "FieldValueDuplicate" => FieldError.Duplicate(at, shown),
            _ => schema.Type is "object" or "array"
                ? FieldError.InvalidUnshown(at, message)
                : FieldError.Invalid(at, shown, message),
        };
    }

    /// <summary>The computed message; null where there is none fit to be shown.</summary>
    private string? Message(SchemaRule rule, JsonNode value, JsonNode? old)
    {
        if (rule.MessageProgram is null)
        {
            return null;
        }
        var budget = new CelBudget { Limit = Math.Min(CelBudget.PerCall, _budget) };
        try
        {
            var message = (rule.MessageProgram.Evaluate(value, old, budget) as string)?.Trim();
            return
                message is { Length: > 0 }
                && !message.Contains('\n', StringComparison.Ordinal)
                && Encoding.UTF8.GetByteCount(message) <= MaxMessageSize
                ? message
                : null;
        }
        catch (CelException)
        {
            return null;
        }
        finally
        {
            _budget -= budget.Spent;
        }
    }
}
