using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Controllers;

/// <summary>Finds the owners of a kind in an object's metadata.</summary>
internal static class Owners
{
    public static IEnumerable<ObjectKey> Of<TOwner>(ObjectMeta owned, OwnerMatch match)
        where TOwner : class, IResource<TOwner>
    {
        var type = TOwner.ResourceType;
        foreach (var owner in owned.OwnerReferences ?? [])
        {
            if (
                owner.Kind == type.Kind
                && Group(owner.ApiVersion) == type.Group
                && (match == OwnerMatch.Any || owner.Controller == true)
            )
            {
                yield return new ObjectKey(type.IsNamespaced ? owned.Namespace : null, owner.Name ?? "");
            }
        }
    }

    private static string Group(string? apiVersion) =>
        apiVersion?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? apiVersion[..slash] : "";
}
