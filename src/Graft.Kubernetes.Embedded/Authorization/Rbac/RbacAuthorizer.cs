using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Allows what the roles grant that are bound to a user or one of the user's groups.</summary>
internal sealed class RbacAuthorizer(RbacIndex index) : IAuthorizer
{
    public AccessDecision Authorize(AccessAttributes attributes)
    {
        if (attributes.User.IsMaster)
        {
            return new AccessDecision(IsAllowed: true);
        }
        List<string>? faults = null;
        foreach (var grant in index.Grants(attributes.User, attributes.Namespace))
        {
            if (index.Rules(grant.Role) is not { } rules)
            {
                Add(ref faults, grant.Role.NotFound);
                continue;
            }
            foreach (var rule in rules)
            {
                if (rule.Allows(attributes))
                {
                    return new AccessDecision(IsAllowed: true, $"RBAC: allowed by {grant.Description}");
                }
            }
        }
        return faults is null
            ? new AccessDecision(IsAllowed: false)
            : new AccessDecision(IsAllowed: false, $"RBAC: {Join(faults)}", Join(faults));
    }

    public (IReadOnlyList<PolicyRule> Rules, string? Error) RulesFor(UserInfo user, string @namespace)
    {
        if (user.IsMaster)
        {
            return (PolicyRule.Everything, null);
        }
        var granted = new List<PolicyRule>();
        List<string>? faults = null;
        foreach (var grant in index.Grants(user, @namespace))
        {
            if (index.Rules(grant.Role) is { } rules)
            {
                granted.AddRange(rules);
            }
            else
            {
                Add(ref faults, grant.Role.NotFound);
            }
        }
        return (granted, faults is null ? null : Join(faults));
    }

    private static void Add(ref List<string>? faults, string fault)
    {
        faults ??= [];
        if (!faults.Contains(fault, StringComparer.Ordinal))
        {
            faults.Add(fault);
        }
    }

    private static string Join(List<string> faults) => faults.Count == 1 ? faults[0] : $"[{string.Join(", ", faults)}]";
}
