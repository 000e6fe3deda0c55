using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>The group, the scope and the names of a kind.</summary>
internal sealed class NamesRules(FieldErrors errors)
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public void CheckGroupAndScope(JsonObject definition)
    {
        var group = definition.Text("spec", "group") ?? "";
        var path = Spec.Child("group");
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required(path, ""));
        }
        else if (NameRules.CheckSubdomain(group) is { Count: > 0 } faults)
        {
            errors.Add(FieldError.Invalid(path, group, string.Join(',', faults)));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, group, "should be a domain with at least one dot"));
        }
        var scope = definition.Text("spec", "scope") ?? "";
        if (scope.Length == 0)
        {
            errors.Add(FieldError.Required(Spec.Child("scope"), ""));
        }
        else if (scope is not ("Namespaced" or "Cluster"))
        {
            errors.Add(FieldError.NotSupported(Spec.Child("scope"), scope, ["Cluster", "Namespaced"]));
        }
    }

    public void CheckNames(JsonObject definition)
    {
        var names = definition.ObjectAt("spec", "names") ?? [];
        var path = Spec.Child("names");
        foreach (var name in (ReadOnlySpan<string>)["plural", "singular", "kind", "listKind"])
        {
            if (string.IsNullOrEmpty(names.Text(name)))
            {
                errors.Add(FieldError.Required(path.Child(name), ""));
            }
        }
        CheckLabel(names.Text("plural"), path.Child("plural"));
        CheckLabel(names.Text("singular"), path.Child("singular"));
        CheckKind(names.Text("kind"), path.Child("kind"));
        CheckKind(names.Text("listKind"), path.Child("listKind"));
        CheckLabels(names, "shortNames", path);
        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            errors.Add(FieldError.Invalid(path.Child("listKind"), kind, "kind and listKind may not be the same"));
        }
        CheckLabels(names, "categories", path);
    }

    private void CheckLabels(JsonObject names, string list, FieldPath path)
    {
        var index = 0;
        foreach (var name in names.Texts(list))
        {
            CheckLabel(name, path.Child(list).Index(index++), mayBeEmpty: false);
        }
    }

    private void CheckLabel(string? name, FieldPath path, bool mayBeEmpty = true)
    {
        if (
            !(mayBeEmpty && string.IsNullOrEmpty(name))
            && NameRules.CheckServiceName(name ?? "") is { Count: > 0 } faults
        )
        {
            errors.Add(FieldError.Invalid(path, name, string.Join(',', faults)));
        }
    }

    private void CheckKind(string? kind, FieldPath path)
    {
        if (!string.IsNullOrEmpty(kind) && NameRules.CheckServiceName(kind.ToLowerInvariant()) is { Count: > 0 } faults)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    kind,
                    $"may have mixed case, but should otherwise match: {string.Join(',', faults)}"
                )
            );
        }
    }
}
