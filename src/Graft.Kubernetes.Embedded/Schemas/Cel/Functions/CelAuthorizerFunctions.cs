using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>
/// The library by which expressions ask what the user may do:
/// <c>authorizer.group('apps').resource('deployments').namespace('a').check('create').allowed()</c>.
/// </summary>
internal static class CelAuthorizerFunctions
{
    private const long CheckCost = 350_000;

    public static IEnumerable<CelOverload> All()
    {
        yield return Step("path", (asked, path) => asked with { IsResourceRequest = false, Path = path });
        yield return Step("group", (asked, group) => asked with { Group = group, Version = "*" });
        yield return Step("resource", (asked, resource) => asked with { Resource = resource });
        yield return Step("subresource", (asked, subresource) => asked with { Subresource = subresource });
        yield return Step("namespace", (asked, place) => asked with { Namespace = place });
        yield return Step("name", (asked, name) => asked with { Name = name });
        yield return CelOverload.Method(
            "serviceAccount",
            CelType.Authorizer,
            [CelType.Authorizer, CelType.String, CelType.String],
            (a, _) =>
            {
                var user = UserInfo.ServiceAccount((string)a[1]!, (string)a[2]!, null);
                return Changed(a[0], asked => asked with { User = user });
            }
        );
        yield return CelOverload.Method(
            "check",
            CelType.Decision,
            [CelType.Authorizer, CelType.String],
            (a, budget) =>
            {
                budget.Spend(CheckCost);
                return ((CelAuthorizer)a[0]!).Check((string)a[1]!);
            }
        );
        yield return Answer("allowed", CelType.Bool, decision => CelValues.Bool(decision.IsAllowed));
        yield return Answer("reason", CelType.String, decision => decision.Reason);
        yield return Answer("errored", CelType.Bool, decision => CelValues.Bool(decision.EvaluationError is not null));
        yield return Answer("error", CelType.String, decision => decision.EvaluationError ?? "");
    }

    private static CelOverload Step(string name, Func<AccessAttributes, string, AccessAttributes> change) =>
        CelOverload.Method(
            name,
            CelType.Authorizer,
            [CelType.Authorizer, CelType.String],
            (a, _) => Changed(a[0], asked => change(asked, (string)a[1]!))
        );

    private static CelAuthorizer Changed(object? value, Func<AccessAttributes, AccessAttributes> change)
    {
        var self = (CelAuthorizer)value!;
        return self with { Attributes = change(self.Attributes) };
    }

    private static CelOverload Answer(string name, CelType type, Func<AccessDecision, object> read) =>
        CelOverload.Method(name, type, [CelType.Decision], (a, _) => read(((CelDecision)a[0]!).Decision));
}
