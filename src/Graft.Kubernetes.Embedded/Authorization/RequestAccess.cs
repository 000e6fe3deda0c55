using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Security;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>
/// Reads from method, path and query what a request wants to do. The rules are those of kube-apiserver, also for paths
/// that name nothing: who may not ask is not told what is there.
/// </summary>
internal static class RequestAccess
{
    private const string NameField = "metadata.name=";

    public static AccessAttributes Of(HttpRequest request, string path, UserInfo user)
    {
        var parts = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. [_, ..] rest] => OfResource(request, user, "", version, rest),
            ["apis", var group, var version, .. [_, ..] rest] => OfResource(request, user, group, version, rest),
            _ => new AccessAttributes
            {
                User = user,
                Verb = request.Method.ToLowerInvariant(),
                IsResourceRequest = false,
                Path = path,
            },
        };
    }

    private static AccessAttributes OfResource(
        HttpRequest request,
        UserInfo user,
        string group,
        string version,
        string[] parts
    )
    {
        // The older paths of watches say the verb where newer ones have a flag; that counts for reads alone.
        var isWatch = parts is ["watch", _, ..] && (request.Method is "GET" or "HEAD");
        if (parts is ["watch", _, ..])
        {
            parts = parts[1..];
        }
        var place = "";
        // A namespace itself counts as lying in that namespace.
        if (parts is ["namespaces", var ns, ..])
        {
            place = ns;
            if (parts is [_, _, not ("status" or "finalize"), ..])
            {
                parts = parts[2..];
            }
        }
        var name = parts.Length > 1 ? parts[1] : "";
        var verb = isWatch ? "watch" : Verb(request, hasName: name.Length > 0);
        if (name.Length == 0 && verb is ("list" or "watch"))
        {
            name = SelectedName(request.Query["fieldSelector"]);
        }
        return new AccessAttributes
        {
            User = user,
            Verb = verb,
            Namespace = place,
            Group = group,
            Version = version,
            Resource = parts[0],
            Subresource = parts.Length > 2 ? parts[2] : "",
            Name = name,
        };
    }

    private static string Verb(HttpRequest request, bool hasName) =>
        request.Method switch
        {
            "POST" => "create",
            "GET" or "HEAD" when hasName => "get",
            "GET" or "HEAD" => QueryFlag.IsTrue(request.Query["watch"]) ? "watch" : "list",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => hasName ? "delete" : "deletecollection",
            _ => "",
        };

    /// <summary>A list or watch of one name may be granted by that name.</summary>
    private static string SelectedName(string? selector)
    {
        foreach (var requirement in (selector ?? "").Split(','))
        {
            if (requirement.StartsWith(NameField, StringComparison.Ordinal))
            {
                var name = requirement[NameField.Length..].TrimStart('=');
                return name.AsSpan().ContainsAny('/', '%') ? "" : name;
            }
        }
        return "";
    }
}
