using System.Collections.Concurrent;
using System.Collections.Immutable;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>
/// Roles by name and grants by subject, kept in step with the store: a write counts when it is answered. Readers take no
/// lock, and what they look at grows with the bindings of one user, not of all.
/// </summary>
internal sealed class RbacIndex : IDisposable
{
    public const string Group = "rbac.authorization.k8s.io";

    public static readonly GroupResource ClusterRoles = new(Group, "clusterroles");
    public static readonly GroupResource Roles = new(Group, "roles");
    public static readonly GroupResource ClusterRoleBindings = new(Group, "clusterrolebindings");
    public static readonly GroupResource RoleBindings = new(Group, "rolebindings");

    private readonly ConcurrentDictionary<RoleKey, IReadOnlyList<PolicyRule>> _roles = new();
    private readonly ConcurrentDictionary<SubjectKey, ImmutableArray<RoleGrant>> _grants = new();
    private readonly ObjectStore _store;

    /// <summary>Reads what is stored; to be made before anybody writes.</summary>
    public RbacIndex(ObjectStore store)
    {
        _store = store;
        foreach (var resource in (ReadOnlySpan<GroupResource>)[ClusterRoles, Roles, ClusterRoleBindings, RoleBindings])
        {
            foreach (var value in store.Current.List(resource))
            {
                OnCommitted(new StoreEvent(StoreEventType.Added, value, null));
            }
        }
        store.Committed += OnCommitted;
    }

    /// <summary>The rules of a role; null where there is no such role.</summary>
    public IReadOnlyList<PolicyRule>? Rules(RoleKey role) => _roles.GetValueOrDefault(role);

    /// <summary>What a user is granted: everywhere, and in a namespace where one is given.</summary>
    public IEnumerable<RoleGrant> Grants(UserInfo user, string @namespace)
    {
        foreach (var grant in GrantsIn("", user))
        {
            yield return grant;
        }
        if (@namespace.Length > 0)
        {
            foreach (var grant in GrantsIn(@namespace, user))
            {
                yield return grant;
            }
        }
    }

    public void Dispose() => _store.Committed -= OnCommitted;

    private IEnumerable<RoleGrant> GrantsIn(string @namespace, UserInfo user)
    {
        foreach (var grant in Find(new SubjectKey(@namespace, IsGroup: false, user.Name)))
        {
            yield return grant;
        }
        foreach (var group in user.Groups)
        {
            foreach (var grant in Find(new SubjectKey(@namespace, IsGroup: true, group)))
            {
                yield return grant;
            }
        }
    }

    private ImmutableArray<RoleGrant> Find(SubjectKey key) => _grants.TryGetValue(key, out var found) ? found : [];

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource.Group != Group)
        {
            return;
        }
        if (change.Object.Resource == ClusterRoles || change.Object.Resource == Roles)
        {
            Index(change);
        }
        else if (change.Object.Resource == ClusterRoleBindings || change.Object.Resource == RoleBindings)
        {
            var before = change.Previous is null ? [] : RoleGrants.Of(change.Previous);
            var after = change.Type == StoreEventType.Deleted ? [] : RoleGrants.Of(change.Object);
            Replace(change.Object.Uid, before, [.. after]);
        }
    }

    private void Index(StoreEvent change)
    {
        var key = new RoleKey(change.Object.Namespace, change.Object.Name);
        if (change.Type == StoreEventType.Deleted)
        {
            _roles.TryRemove(key, out _);
        }
        else
        {
            _roles[key] = PolicyRule.ListFrom(change.Object.Value);
        }
    }

    /// <summary>In one step per subject: whoever is named before and after must not lose the grant in between.</summary>
    private void Replace(string binding, IEnumerable<RoleGrant> before, ImmutableArray<RoleGrant> after)
    {
        foreach (var subject in before.Concat(after).Select(grant => grant.Subject).Distinct())
        {
            var kept = Find(subject).Where(grant => grant.BindingUid != binding);
            var grants = ImmutableArray.CreateRange(kept.Concat(after.Where(grant => grant.Subject == subject)));
            if (grants.IsEmpty)
            {
                _grants.TryRemove(subject, out _);
            }
            else
            {
                _grants[subject] = grants;
            }
        }
    }
}
