using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>
/// Nobody grants more than they have: writing a role needs all its permissions or the verb <c>escalate</c>, binding a role
/// needs the same or the verb <c>bind</c>.
/// </summary>
internal sealed class EscalationGuard(IAuthorizer authorizer, RbacIndex index)
{
    /// <param name="user">Who writes.</param>
    /// <param name="definition">The kind of what is written; other kinds than those of RBAC pass.</param>
    /// <param name="value">The object as it shall become.</param>
    /// <param name="old">The object as it is; null when it is new.</param>
    /// <exception cref="ApiException">403, listing what the user lacks.</exception>
    public void Check(UserInfo user, ResourceDefinition definition, JsonObject value, JsonObject? old)
    {
        if (definition.Group != RbacIndex.Group || user.IsMaster || (old is not null && OnlyFreesIt(value, old)))
        {
            return;
        }
        var resource = definition.GroupResource;
        if (resource == RbacIndex.ClusterRoles || resource == RbacIndex.Roles)
        {
            CheckRole(user, resource, value, old);
        }
        else if (resource == RbacIndex.ClusterRoleBindings || resource == RbacIndex.RoleBindings)
        {
            CheckBinding(user, resource, value);
        }
    }

    private void CheckRole(UserInfo user, GroupResource resource, JsonObject value, JsonObject? old)
    {
        var name = value.Text("metadata", "name") ?? "";
        var place = value.Text("metadata", "namespace") ?? "";
        // The name of what is created is not yet in the request.
        if (IsGranted(user, "escalate", resource, place, old is null ? "" : name))
        {
            return;
        }
        RequireAll(user, resource, name, place, PolicyRule.ListFrom(value));
        var isAggregated = value["aggregationRule"] is not null || old?["aggregationRule"] is not null;
        if (isAggregated && Missing(user, place, PolicyRule.Everything).Count > 0)
        {
            throw ApiException.Forbidden(
                resource,
                name,
                "must have cluster-admin privileges to use the aggregationRule"
            );
        }
    }

    private void CheckBinding(UserInfo user, GroupResource resource, JsonObject value)
    {
        var place = value.Text("metadata", "namespace") ?? "";
        var role = RoleGrants.RoleOf(value, place);
        var roles = role.Namespace.Length == 0 ? RbacIndex.ClusterRoles : RbacIndex.Roles;
        if (IsGranted(user, "bind", roles, place, role.Name))
        {
            return;
        }
        var rules =
            index.Rules(role)
            ?? throw ApiException.NotFound(
                new GroupResource(RbacIndex.Group, role.Namespace.Length == 0 ? "clusterrole" : "role"),
                role.Name
            );
        RequireAll(user, resource, value.Text("metadata", "name") ?? "", place, rules);
    }

    private bool IsGranted(UserInfo user, string verb, GroupResource resource, string place, string name) =>
        authorizer
            .Authorize(
                new AccessAttributes
                {
                    User = user,
                    Verb = verb,
                    Group = resource.Group,
                    Version = "*",
                    Resource = resource.Plural,
                    Namespace = place,
                    Name = name,
                }
            )
            .IsAllowed;

    private IReadOnlyList<PolicyRule> Missing(UserInfo user, string place, IReadOnlyList<PolicyRule> wanted) =>
        RuleCoverage.Missing(authorizer.RulesFor(user, place).Rules, wanted);

    private void RequireAll(
        UserInfo user,
        GroupResource resource,
        string name,
        string place,
        IReadOnlyList<PolicyRule> wanted
    )
    {
        var (held, error) = authorizer.RulesFor(user, place);
        var missing = RuleCoverage.Missing(held, wanted);
        if (missing.Count == 0)
        {
            return;
        }
        var why =
            $"user \"{user.Name}\" (groups={RuleCoverage.Quote(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n"
            + string.Join('\n', RuleCoverage.Describe(missing));
        throw ApiException.Forbidden(
            resource,
            name,
            error is null ? why : $"{why}; resolution errors: [{error.Trim('[', ']')}]"
        );
    }

    /// <summary>The garbage collector may take finalizers and owners off whatever the object grants.</summary>
    private static bool OnlyFreesIt(JsonObject value, JsonObject old)
    {
        return JsonNode.DeepEquals(Content(value), Content(old));

        static JsonObject Content(JsonObject source)
        {
            var copy = source.Copy();
            foreach (var field in (ReadOnlySpan<string>)["finalizers", "ownerReferences", "managedFields"])
            {
                copy.Metadata().Remove(field);
            }
            return copy;
        }
    }
}
