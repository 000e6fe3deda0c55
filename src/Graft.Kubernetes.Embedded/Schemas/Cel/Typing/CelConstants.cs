using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

/// <summary>Patterns, durations and times that stand as literals must be right before the first evaluation.</summary>
internal static class CelConstants
{
    /// <exception cref="CelException">A literal that its function cannot read.</exception>
    public static void Check(CelExpression expression, CelSource source)
    {
        if (
            expression is CelExpression.Call { Arguments.Count: > 0 } call
            && call.Arguments[^1] is CelExpression.Literal { Value: string literal } argument
        )
        {
            var problem = call.Function switch
            {
                "matches" => PatternProblem(literal),
                "duration" => NanoDuration.TryParse(literal, out _) ? null : "invalid duration argument",
                "timestamp" => GoTimestamp.TryParse(literal, out _) ? null : "invalid timestamp argument",
                _ => null,
            };
            if (problem is not null)
            {
                throw new CelException(source.Describe(argument.Offset, problem));
            }
        }
        foreach (var child in CelVariables.Children(expression))
        {
            Check(child, source);
        }
    }

    private static string? PatternProblem(string pattern)
    {
        try
        {
            GoRegex.Compile(pattern);
            return null;
        }
        catch (FormatException)
        {
            return "invalid matches argument";
        }
    }
}
