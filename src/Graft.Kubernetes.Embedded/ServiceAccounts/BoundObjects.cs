using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>The objects that tokens can be bound to: pods, Secrets and nodes.</summary>
internal static class BoundObjects
{
    private const string Prefix = "authentication.kubernetes.io/";

    /// <summary>The claims by name, and the kind that each of them refers to.</summary>
    public static readonly IReadOnlyList<(string Claim, GroupResource Resource)> Claims =
    [
        ("pod", new GroupResource("", "pods")),
        ("secret", new GroupResource("", "secrets")),
        ("node", new GroupResource("", "nodes")),
    ];

    /// <summary>The objects that a request wants its token to be bound to, by claim.</summary>
    /// <exception cref="ApiException">They are not there, or cannot be bound to.</exception>
    public static Dictionary<string, StoredObject> Find(JsonObject reference, StoredObject account, ObjectStore store)
    {
        var kind = reference.Text("kind") ?? "";
        var claim = kind.ToLowerInvariant();
        if (reference.Text("apiVersion") is not (null or "" or "v1") || kind is not ("Pod" or "Secret" or "Node"))
        {
            throw ApiException.BadRequest(
                $"cannot bind token to object of type {reference.Text("apiVersion")}, Kind={kind}"
            );
        }
        var resource = Claims.First(each => each.Claim == claim).Resource;
        var name = reference.Text("name") ?? "";
        var found =
            store.Find(resource, kind == "Node" ? "" : account.Namespace, name)
            ?? throw ApiException.NotFound(resource, name);
        if (reference.Text("uid") is { Length: > 0 } uid && uid != found.Uid)
        {
            throw ApiException.Conflict(
                new GroupResource("", kind),
                name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated"
            );
        }
        var bound = new Dictionary<string, StoredObject>(StringComparer.Ordinal) { [claim] = found };
        if (kind == "Pod")
        {
            AddNode(bound, found, account, store);
        }
        return bound;
    }

    /// <summary>What the authenticator tells of a token beside its user.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Extra(JsonObject claims, string? tokenId)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (tokenId is not null)
        {
            extra[$"{Prefix}credential-id"] = [$"JTI={tokenId}"];
        }
        foreach (var claim in (ReadOnlySpan<string>)["node", "pod"])
        {
            if (claims.Text(claim, "name") is { } name && claims.Text(claim, "uid") is { } uid)
            {
                extra[$"{Prefix}{claim}-name"] = [name];
                extra[$"{Prefix}{claim}-uid"] = [uid];
            }
        }
        return extra;
    }

    private static void AddNode(
        Dictionary<string, StoredObject> bound,
        StoredObject pod,
        StoredObject account,
        ObjectStore store
    )
    {
        if (pod.Value.Text("spec", "serviceAccountName") != account.Name)
        {
            throw ApiException.BadRequest(
                $"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name."
            );
        }
        if (
            pod.Value.Text("spec", "nodeName") is { Length: > 0 } name
            && store.Find(new GroupResource("", "nodes"), "", name) is { } node
        )
        {
            bound["node"] = node;
        }
    }
}
