using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Patterns. Their cost is that of the text times that of the pattern.</summary>
internal static class CelRegexFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Texts = CelType.ListOf(CelType.String);

    public static IEnumerable<CelOverload> All()
    {
        yield return CelOverload.Method("matches", CelType.Bool, [Text, Text], Matches);
        yield return CelOverload.Function("matches", CelType.Bool, [Text, Text], Matches);
        yield return CelOverload.Method(
            "find",
            Text,
            [Text, Text],
            (a, budget) => With(a, budget, (regex, text) => regex.Find(text))
        );
        yield return CelOverload.Method(
            "findAll",
            Texts,
            [Text, Text],
            (a, budget) => With(a, budget, (regex, text) => All(regex, text, -1, budget))
        );
        yield return CelOverload.Method(
            "findAll",
            Texts,
            [Text, Text, CelType.Int],
            (a, budget) => With(a, budget, (regex, text) => All(regex, text, (long)a[2]!, budget))
        );
    }

    private static object? Matches(object?[] arguments, CelBudget budget) =>
        With(arguments, budget, (regex, text) => CelValues.Bool(regex.IsMatch(text)));

    private static object With(object?[] arguments, CelBudget budget, Func<GoRegex, string, object> use)
    {
        var (text, pattern) = ((string)arguments[0]!, (string)arguments[1]!);
        budget.Spend((long)Math.Ceiling((text.Length + 1) * 0.1) * (long)Math.Ceiling((pattern.Length + 1) * 0.25));
        try
        {
            return use(budget.Regex(pattern), text);
        }
        catch (FormatException exception)
        {
            return new CelError(exception.Message);
        }
    }

    private static CelValueList All(GoRegex regex, string text, long limit, CelBudget budget)
    {
        var found = regex.FindAll(text, limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue));
        budget.Spend(found.Count);
        return new CelValueList([.. found]);
    }
}
