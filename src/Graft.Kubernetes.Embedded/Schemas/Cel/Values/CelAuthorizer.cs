using Graft.Kubernetes.Embedded.Authorization;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A question to the authorizer, as far as an expression has put it together.</summary>
internal sealed record CelAuthorizer(IAuthorizer Authorizer, AccessAttributes Attributes)
{
    public CelDecision Check(string verb) => new(Authorizer.Authorize(Attributes with { Verb = verb }));
}

/// <summary>The authorizer's answer.</summary>
internal sealed record CelDecision(AccessDecision Decision);
