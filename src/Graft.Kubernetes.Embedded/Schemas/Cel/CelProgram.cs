using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>A compiled expression over <c>self</c> and, where it compares with the stored object, <c>oldSelf</c>.</summary>
internal sealed class CelProgram
{
    private readonly CelExpression _expression;
    private readonly CelType _self;

    private CelProgram(CelExpression expression, CelType self, bool usesOldSelf)
    {
        _expression = expression;
        _self = self;
        UsesOldSelf = usesOldSelf;
    }

    /// <summary>The expression can only be evaluated when there is an old value.</summary>
    public bool UsesOldSelf { get; }

    /// <exception cref="CelException">The text does not compile, or yields another type than <paramref name="result"/>.</exception>
    public static CelProgram Compile(string text, CelType self, CelKind result)
    {
        var expression = CelParser.Parse(text);
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal) { ["self"] = self, ["oldSelf"] = self };
        var type = CelChecker.Check(expression, variables);
        if (type.Kind != result && type.Kind != CelKind.Dyn)
        {
            throw new CelException($"cel expression must evaluate to a {result.ToString().ToLowerInvariant()}");
        }
        var usesOldSelf = expression.Descendants().Any(node => node is CelExpression.Identifier { Name: "oldSelf" });
        return new CelProgram(expression, self, usesOldSelf);
    }

    /// <exception cref="CelException">The evaluation failed.</exception>
    public object? Evaluate(JsonNode? self, JsonNode? oldSelf) =>
        new CelEvaluator(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["self"] = CelValues.FromJson(self, _self),
                ["oldSelf"] = CelValues.FromJson(oldSelf, _self),
            }
        ).Evaluate(_expression);
}
