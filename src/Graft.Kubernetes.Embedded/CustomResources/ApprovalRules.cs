using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>Groups of the Kubernetes community are defined only with its approval, which an annotation points to.</summary>
internal static class ApprovalRules
{
    private const string Annotation = "api-approved.kubernetes.io";

    public static void Check(JsonObject definition, JsonObject? old, FieldErrors errors)
    {
        var group = definition.Text("spec", "group") ?? "";
        var approval = Approval(definition);
        if (!IsProtected(group) || (old is not null && Approval(old) == approval))
        {
            return;
        }
        var path = FieldPath.Root("metadata").Child("annotations").Key(Annotation);
        if (string.IsNullOrEmpty(approval))
        {
            errors.Add(
                FieldError.Required(
                    path,
                    $"protected groups must have approval annotation \"{Annotation}\", see https://github.com/kubernetes/enhancements/pull/1111"
                )
            );
        }
        else if (!approval.StartsWith("unapproved", StringComparison.Ordinal) && !IsUrl(approval))
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    approval,
                    $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111"
                )
            );
        }
    }

    private static string? Approval(JsonObject definition) => definition.Text("metadata", "annotations", Annotation);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.Scheme.Length > 0;

    private static bool IsProtected(string group) =>
        group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal)
        || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
}
