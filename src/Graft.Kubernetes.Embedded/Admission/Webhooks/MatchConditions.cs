using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>
/// The CEL expressions of a webhook that must all be true for a request to be sent to it, over <c>object</c>,
/// <c>oldObject</c>, <c>request</c> and <c>authorizer</c>.
/// </summary>
internal sealed class MatchConditions
{
    private readonly IReadOnlyList<(string Text, CelExpression? Expression)> _conditions;
    private readonly IAuthorizer _authorizer;

    public MatchConditions(JsonObject webhook, IAuthorizer authorizer)
    {
        _authorizer = authorizer;
        _conditions =
        [
            .. webhook
                .Objects("matchConditions")
                .Select(condition => condition.Text("expression") ?? "")
                .Select(text => (text, TryCompile(text))),
        ];
    }

    /// <exception cref="CelException">The text does not compile, or is no condition.</exception>
    public static CelExpression Compile(string text)
    {
        var source = new CelSource(text);
        var expression = CelParser.Parse(source);
        var type = CelChecker.Check(expression, source, RequestType.Variables);
        CelConstants.Check(expression, source);
        return type.Kind is CelKind.Bool or CelKind.Dyn ? expression : throw new CelException("must evaluate to bool");
    }

    /// <summary>Whether all hold; with an error where that cannot be said and none is false.</summary>
    public (bool Match, string? Error) Evaluate(AdmissionAttributes attributes, string version)
    {
        if (_conditions.Count == 0)
        {
            return (true, null);
        }
        var scope = Scope(attributes, version);
        var budget = new CelBudget { Limit = CelBudget.PerObject };
        var errors = new List<string>();
        foreach (var (text, expression) in _conditions)
        {
            var result = Evaluate(expression, scope, budget);
            if (result is false)
            {
                return (false, null);
            }
            if (result is not true)
            {
                var why = (result as CelError ?? CelError.NoOverload).Message;
                errors.Add($"expression '{text}' resulted in error: {why}");
            }
        }
        return errors.Count switch
        {
            0 => (true, null),
            1 => (false, errors[0]),
            _ => (false, $"[{string.Join(", ", errors)}]"),
        };
    }

    private static object? Evaluate(CelExpression? expression, CelScope scope, CelBudget budget)
    {
        try
        {
            return expression is null ? CelError.NoOverload : new CelEvaluator(budget).Evaluate(expression, scope);
        }
        catch (CelException exception)
        {
            return new CelError(exception.Message);
        }
    }

    private CelScope Scope(AdmissionAttributes attributes, string version)
    {
        var request = AdmissionReviews.Request(attributes, version, "").ObjectAt("request")!;
        var user = new UserInfo(attributes.UserName, attributes.UserGroups, attributes.UserUid)
        {
            Extra = attributes.UserExtra,
        };
        var authorizer = new CelAuthorizer(_authorizer, new AccessAttributes { User = user, Verb = "" });
        var scope = new CelScope("authorizer", authorizer, null);
        scope = new CelScope("request", CelValues.FromJson(request, RequestType.Request), scope);
        scope = new CelScope("oldObject", CelValues.FromJson(request["oldObject"], CelType.Dyn), scope);
        return new CelScope("object", CelValues.FromJson(request["object"], CelType.Dyn), scope);
    }

    private static CelExpression? TryCompile(string text)
    {
        try
        {
            return Compile(text);
        }
        catch (CelException)
        {
            // Refused when it was registered; stored by a server that knew more.
            return null;
        }
    }
}
