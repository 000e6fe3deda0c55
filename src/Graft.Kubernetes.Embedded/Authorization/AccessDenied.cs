using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>Refuses what is not granted, in the words of kube-apiserver.</summary>
internal static class AccessDenied
{
    /// <exception cref="ApiException">403, saying who may not do what.</exception>
    public static void Require(this IAuthorizer authorizer, AccessAttributes attributes)
    {
        var decision = authorizer.Authorize(attributes);
        if (!decision.IsAllowed)
        {
            var words = decision.Reason.Length == 0 ? Words(attributes) : $"{Words(attributes)}: {decision.Reason}";
            throw Error(attributes, words);
        }
    }

    /// <summary>The same for what comes to light only in the middle of a request: then the reason is all that is said.</summary>
    public static void RequireMeanwhile(this IAuthorizer authorizer, AccessAttributes attributes)
    {
        var decision = authorizer.Authorize(attributes);
        if (!decision.IsAllowed)
        {
            throw Error(attributes, decision.Reason);
        }
    }

    private static ApiException Error(AccessAttributes attributes, string why) =>
        attributes.IsResourceRequest
            ? ApiException.Forbidden(new GroupResource(attributes.Group, attributes.Resource), attributes.Name, why)
            : new ApiException(403, "Forbidden", $"forbidden: {why}", []);

    private static string Words(AccessAttributes attributes)
    {
        var who = $"User \"{attributes.User.Name}\" cannot {attributes.Verb}";
        if (!attributes.IsResourceRequest)
        {
            return Escape($"{who} path \"{attributes.Path}\"");
        }
        var where =
            attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        return Escape($"{who} resource \"{attributes.FullResource}\" in API group \"{attributes.Group}\" {where}");
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
