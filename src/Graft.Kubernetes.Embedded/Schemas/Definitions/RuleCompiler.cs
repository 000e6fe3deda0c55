using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>
/// Compiles <c>x-kubernetes-validations</c>. An expression that cannot be understood, or may cost too much, refuses the
/// schema.
/// </summary>
internal sealed class RuleCompiler(FieldErrors errors)
{
    private const int ShownRules = 4;
    private readonly List<(FieldPath Path, ulong Cost)> _costs = [];
    private ulong _total;

    public IReadOnlyList<SchemaRule> Compile(StructuralSchema schema, FieldPath path, RuleScope scope)
    {
        if (schema.Source["x-kubernetes-validations"] is not JsonArray { Count: > 0 })
        {
            return [];
        }
        var at = path.Child("x-kubernetes-validations");
        if (CelSchemaTypes.Of(schema) is not { } self)
        {
            errors.Add(
                FieldError.Internal(
                    at,
                    "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations"
                )
            );
            return [];
        }
        var rules = new List<SchemaRule>();
        var index = 0;
        foreach (var json in schema.Source.Objects("x-kubernetes-validations"))
        {
            if (Compile(json, at.Index(index++), schema, self, scope) is { } rule)
            {
                rules.Add(rule);
            }
        }
        return rules;
    }

    /// <summary>All rules together have a budget too; the dearest are named.</summary>
    public void CheckTotalCost(FieldPath path)
    {
        if (_total <= RuleCost.PerSchema)
        {
            return;
        }
        foreach (var (rule, _) in _costs.OrderByDescending(each => each.Cost).Take(ShownRules))
        {
            errors.Add(
                FieldError.Forbidden(
                    rule,
                    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
                )
            );
        }
        errors.Add(
            FieldError.Forbidden(
                path,
                RuleCost.Excess(
                    "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                    _total,
                    RuleCost.PerSchema
                )
            )
        );
    }

    private SchemaRule? Compile(JsonObject json, FieldPath path, StructuralSchema schema, CelType self, RuleScope scope)
    {
        var text = json.Text("rule") ?? "";
        var isOptional = json.Flag("optionalOldSelf");
        var cardinality = scope.Cardinality ?? (CelSchemaTypes.MaxRequestSize / (self.MinSerializedSize + 1));
        var program = Compile(text, self, CelType.Bool, isOptional, json, path.Child("rule"));
        if (program is null)
        {
            return null;
        }
        Charge(path.Child("rule"), "estimated rule cost", program, cardinality);
        CheckOldSelf(json, program, path, scope);
        CelProgram? message = null;
        if (json.Text("messageExpression") is { Length: > 0 } expression)
        {
            message = Compile(expression, self, CelType.String, isOptional, json, path.Child("messageExpression"));
            if (message is not null)
            {
                Charge(path.Child("messageExpression"), "estimated messageExpression cost", message, 1);
            }
        }
        return new SchemaRule
        {
            Program = program,
            Text = text.Trim(),
            Message = json.Text("message")?.Trim() is { Length: > 0 } words ? words : null,
            MessageProgram = message,
            Reason = json.Text("reason") ?? "FieldValueInvalid",
            HasOptionalOldSelf = isOptional,
            FieldPath =
                json.Text("fieldPath") is { Length: > 0 } field
                && SchemaFieldPath.TryParse(field, schema.Source, allowsBrackets: true, out var parsed, out _)
                    ? parsed.Normalized
                    : "",
        };
    }

    private void CheckOldSelf(JsonObject json, CelProgram program, FieldPath path, RuleScope scope)
    {
        if (program.UsesOldSelf && scope.UncorrelatablePath is { } uncorrelatable)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("rule"),
                    json.Text("rule"),
                    $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"
                )
            );
        }
        else if (!program.UsesOldSelf && json["optionalOldSelf"] is { } optional)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("optionalOldSelf"),
                    optional,
                    "may not be set if oldSelf is not used in rule"
                )
            );
        }
    }

    private void Charge(FieldPath path, string what, CelProgram program, ulong cardinality)
    {
        var cost = RuleCost.Multiply(program.EstimatedCost, cardinality);
        if (cost > RuleCost.PerRule)
        {
            errors.Add(FieldError.Forbidden(path, RuleCost.Excess(what, cost, RuleCost.PerRule)));
        }
        _total = ulong.MaxValue - _total < cost ? ulong.MaxValue : _total + cost;
        if (cost >= RuleCost.PerSchema / 100)
        {
            _costs.Add((path, cost));
        }
    }

    private CelProgram? Compile(
        string text,
        CelType self,
        CelType result,
        bool isOptional,
        JsonObject json,
        FieldPath path
    )
    {
        try
        {
            return CelProgram.Compile(text, self, result, isOptional);
        }
        catch (CelException exception)
        {
            var isResult = exception.Message.StartsWith("must evaluate", StringComparison.Ordinal);
            var subject = result.Kind == CelKind.Bool ? "cel expression" : "messageExpression";
            var detail = (isResult, result.Kind) switch
            {
                (true, _) => $"{subject} {exception.Message}",
                (false, CelKind.Bool) => $"compilation failed: {exception.Message}",
                _ => $"messageExpression compilation failed: {exception.Message}",
            };
            errors.Add(FieldError.Invalid(path, json, detail));
            return null;
        }
    }
}
