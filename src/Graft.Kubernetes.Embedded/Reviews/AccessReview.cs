using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Reviews;

/// <summary>Reads the question of a SubjectAccessReview in its three kinds: of oneself, of others, in one namespace.</summary>
internal static class AccessReview
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    /// <exception cref="ApiException">The question cannot be understood, or is not one of its kind.</exception>
    public static AccessAttributes Read(JsonObject review, ApiRequest request)
    {
        var spec = review.ObjectAt("spec") ?? [];
        var isOfSelf = request.Definition.Kind == "SelfSubjectAccessReview";
        var errors = new FieldErrors();
        var resource = spec.ObjectAt("resourceAttributes");
        var path = spec.ObjectAt("nonResourceAttributes");
        if (resource is null == path is null)
        {
            errors.Add(
                FieldError.Invalid(
                    Spec.Child("resourceAttributes"),
                    resource,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"
                )
            );
        }
        if (!isOfSelf && string.IsNullOrEmpty(spec.Text("user")) && !spec.Texts("groups").Any())
        {
            errors.Add(FieldError.Invalid(Spec.Child("user"), "", "at least one of user or group must be specified"));
        }
        if (request.Path.Namespace is { } place)
        {
            CheckPlace(spec, place, errors);
        }
        if (!errors.IsEmpty)
        {
            throw ApiException.Invalid(request.Definition, "", errors);
        }
        var user = isOfSelf ? request.User : ReadUser(spec);
        return resource is null ? OfPath(user, path!) : OfResource(user, resource);
    }

    private static void CheckPlace(JsonObject spec, string place, FieldErrors errors)
    {
        if (spec["nonResourceAttributes"] is { } path)
        {
            errors.Add(
                FieldError.Invalid(Spec.Child("nonResourceAttributes"), path, "disallowed on this kind of request")
            );
        }
        else if (spec.Text("resourceAttributes", "namespace") is var asked && asked != place)
        {
            errors.Add(
                FieldError.Invalid(
                    Spec.Child("resourceAttributes").Child("namespace"),
                    asked ?? "",
                    $"must match metadata.namespace: {place}"
                )
            );
        }
    }

    private static UserInfo ReadUser(JsonObject spec)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, _) in spec.ObjectAt("extra") ?? [])
        {
            extra[key] = [.. spec.Texts("extra", key)];
        }
        return new UserInfo(spec.Text("user") ?? "", [.. spec.Texts("groups")], spec.Text("uid")) { Extra = extra };
    }

    private static AccessAttributes OfResource(UserInfo user, JsonObject resource) =>
        new()
        {
            User = user,
            Verb = resource.Text("verb") ?? "",
            Namespace = resource.Text("namespace") ?? "",
            Group = resource.Text("group") ?? "",
            Version = resource.Text("version") ?? "",
            Resource = resource.Text("resource") ?? "",
            Subresource = resource.Text("subresource") ?? "",
            Name = resource.Text("name") ?? "",
        };

    private static AccessAttributes OfPath(UserInfo user, JsonObject path) =>
        new()
        {
            User = user,
            Verb = path.Text("verb") ?? "",
            IsResourceRequest = false,
            Path = path.Text("path") ?? "",
        };
}
