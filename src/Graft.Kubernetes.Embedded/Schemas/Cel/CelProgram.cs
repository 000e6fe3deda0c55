using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>A compiled expression over <c>self</c> and, where it compares with the stored object, <c>oldSelf</c>.</summary>
internal sealed class CelProgram
{
    private readonly CelExpression _expression;
    private readonly CelType _self;
    private readonly bool _hasOptionalOldSelf;

    private CelProgram(CelExpression expression, CelType self, bool hasOptionalOldSelf)
    {
        _expression = expression;
        _self = self;
        _hasOptionalOldSelf = hasOptionalOldSelf;
        UsesOldSelf = CelVariables.Uses(expression, "oldSelf");
        EstimatedCost = CelCostEstimator.Estimate(expression);
    }

    /// <summary>The expression can only be evaluated when there is an old value, unless it takes that as optional.</summary>
    public bool UsesOldSelf { get; }

    /// <summary>What one evaluation costs at most, as far as can be said from the sizes that the schema allows.</summary>
    public ulong EstimatedCost { get; }

    /// <exception cref="CelException">The text does not compile, or yields another type than <paramref name="result"/>.</exception>
    public static CelProgram Compile(string text, CelType self, CelType result, bool hasOptionalOldSelf = false)
    {
        var source = new CelSource(text);
        var expression = CelParser.Parse(source);
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["self"] = self,
            ["oldSelf"] = hasOptionalOldSelf ? CelType.OptionalOf(self) : self,
        };
        var type = CelChecker.Check(expression, source, variables);
        CelConstants.Check(expression, source);
        if (type.Kind != result.Kind && type.Kind != CelKind.Dyn)
        {
            throw new CelException($"must evaluate to a {result}");
        }
        return new CelProgram(expression, self, hasOptionalOldSelf);
    }

    /// <summary>The value of the expression, or the error that stands for it.</summary>
    /// <exception cref="CelException">The budget is used up.</exception>
    public object? Evaluate(JsonNode? self, JsonNode? oldSelf, CelBudget budget)
    {
        var old = CelValues.FromJson(oldSelf, _self);
        if (_hasOptionalOldSelf)
        {
            old = oldSelf is null ? CelOptional.None : CelOptional.Of(old);
        }
        var scope = new CelScope("self", CelValues.FromJson(self, _self), new CelScope("oldSelf", old, null));
        return new CelEvaluator(budget).Evaluate(_expression, scope);
    }
}
