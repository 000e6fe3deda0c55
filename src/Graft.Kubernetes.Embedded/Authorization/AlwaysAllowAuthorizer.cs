using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>Whoever is authenticated may do everything.</summary>
internal sealed class AlwaysAllowAuthorizer : IAuthorizer
{
    public AccessDecision Authorize(AccessAttributes attributes) => new(IsAllowed: true);

    public (IReadOnlyList<PolicyRule> Rules, string? Error) RulesFor(UserInfo user, string @namespace) =>
        (PolicyRule.Everything, null);
}
