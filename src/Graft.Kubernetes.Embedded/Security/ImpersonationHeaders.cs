using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Lets a user act as another, where the user is granted the verb <c>impersonate</c> on all that is asked for.</summary>
internal static class ImpersonationHeaders
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string IdentityGroup = "authentication.k8s.io";

    /// <summary>Who the request is made for; the user themselves where it asks for nobody else.</summary>
    /// <exception cref="ApiException">403 for what is not granted.</exception>
    public static UserInfo Apply(IHeaderDictionary headers, UserInfo user, IAuthorizer authorizer)
    {
        var name = headers[UserHeader] is [{ Length: > 0 } first, ..] ? first : "";
        var groups = Values(headers, GroupHeader);
        var uid = headers[UidHeader] is [{ Length: > 0 } given, ..] ? given : null;
        var extra = Extra(headers);
        if (name.Length == 0)
        {
            return groups.Count == 0 && uid is null && extra.Count == 0
                ? user
                : throw ApiException.Internal("groups, uid or extra requested without impersonating a user");
        }
        Require("", "users", "", name);
        foreach (var group in groups)
        {
            Require("", "groups", "", group);
        }
        foreach (var (key, value) in extra.SelectMany(pair => pair.Value.Select(value => (pair.Key, value))))
        {
            Require(IdentityGroup, "userextras", key, value);
        }
        if (uid is not null)
        {
            Require(IdentityGroup, "uids", "", uid);
        }
        return new UserInfo(name, Complete(name, groups), uid) { Extra = extra };

        void Require(string apiGroup, string resource, string subresource, string value)
        {
            var attributes = new AccessAttributes
            {
                User = user,
                Verb = "impersonate",
                Group = apiGroup,
                Version = "v1",
                Resource = resource,
                Subresource = subresource,
                Name = value,
            };
            if (resource == "users" && UserInfo.AsServiceAccount(value) is { } account)
            {
                attributes = attributes with
                {
                    Resource = "serviceaccounts",
                    Namespace = account.Namespace,
                    Name = account.Name,
                };
            }
            authorizer.Require(attributes);
        }
    }

    /// <summary>A service account is in its own groups where none are given; everybody is authenticated or is not.</summary>
    private static List<string> Complete(string name, List<string> groups)
    {
        if (groups.Count == 0 && UserInfo.AsServiceAccount(name) is { } account)
        {
            return [.. UserInfo.ServiceAccountGroups(account.Namespace)];
        }
        var isTold =
            groups.Contains(UserInfo.Authenticated, StringComparer.Ordinal)
            || groups.Contains(UserInfo.Unauthenticated, StringComparer.Ordinal);
        return isTold
            ? groups
            : [.. groups, name == UserInfo.AnonymousName ? UserInfo.Unauthenticated : UserInfo.Authenticated];
    }

    private static List<string> Values(IHeaderDictionary headers, string name) => [.. headers[name].OfType<string>()];

    private static Dictionary<string, IReadOnlyList<string>> Extra(IHeaderDictionary headers)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = Uri.UnescapeDataString(name[ExtraPrefix.Length..].ToLowerInvariant());
                extra[key] = [.. values.OfType<string>()];
            }
        }
        return extra;
    }
}
