using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Versions.</summary>
internal static class CelSemverFunctions
{
    private static readonly CelType Semver = CelType.Semver;

    public static IEnumerable<CelOverload> All() => [.. Reading(), .. Parts(), .. Order()];

    private static IEnumerable<CelOverload> Reading()
    {
        foreach (
            var parameters in (CelType[][])
                [
                    [CelType.String],
                    [CelType.String, CelType.Bool],
                ]
        )
        {
            yield return CelOverload.Function(
                "semver",
                Semver,
                parameters,
                (a, budget) => TryParse(a, budget, out var version) ? version : new CelError("invalid semantic version")
            );
            yield return CelOverload.Function(
                "isSemver",
                CelType.Bool,
                parameters,
                (a, budget) => CelValues.Bool(TryParse(a, budget, out _))
            );
        }
    }

    private static IEnumerable<CelOverload> Parts()
    {
        yield return Part("major", version => version.Major);
        yield return Part("minor", version => version.Minor);
        yield return Part("patch", version => version.Patch);
    }

    private static IEnumerable<CelOverload> Order()
    {
        yield return Comparison("isGreaterThan", CelType.Bool, order => CelValues.Bool(order > 0));
        yield return Comparison("isLessThan", CelType.Bool, order => CelValues.Bool(order < 0));
        yield return Comparison("compareTo", CelType.Int, order => (long)Math.Sign(order));
    }

    private static bool TryParse(object?[] arguments, CelBudget budget, out CelSemver version)
    {
        var text = (string)arguments[0]!;
        budget.SpendText(text.Length);
        return CelSemver.TryParse(text, arguments.Length > 1 && (bool)arguments[1]!, out version);
    }

    private static CelOverload Part(string name, Func<CelSemver, long> part) =>
        CelOverload.Method(name, CelType.Int, [Semver], (a, _) => part((CelSemver)a[0]!));

    private static CelOverload Comparison(string name, CelType result, Func<int, object> invoke) =>
        CelOverload.Method(
            name,
            result,
            [Semver, Semver],
            (a, _) => invoke(((CelSemver)a[0]!).OrderAgainst((CelSemver)a[1]!))
        );
}
