using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>Says who may do what.</summary>
internal interface IAuthorizer
{
    AccessDecision Authorize(AccessAttributes attributes);

    /// <summary>All that a user may do in a namespace; <c>Error</c> where the list is not complete.</summary>
    (IReadOnlyList<PolicyRule> Rules, string? Error) RulesFor(UserInfo user, string @namespace);
}
