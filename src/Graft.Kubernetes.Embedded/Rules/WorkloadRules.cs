using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for pods and for the kinds that make pods.</summary>
internal static class WorkloadRules
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        var selector = value.ObjectAt("spec", "selector");
        var path = Spec.Child("selector");
        if (old is not null && !JsonNode.DeepEquals(old.ObjectAt("spec", "selector"), selector))
        {
            errors.Add(FieldError.Invalid(path, selector, "field is immutable"));
        }
        var template = Spec.Child("template");
        if (selector is null)
        {
            errors.Add(FieldError.Required(path, ""));
        }
        else if (!MatchesTemplate(selector, value))
        {
            errors.Add(
                FieldError.Invalid(
                    template.Child("metadata").Child("labels"),
                    value.ObjectAt("spec", "template", "metadata", "labels") ?? [],
                    "`selector` does not match template `labels`"
                )
            );
        }
        if (value.ObjectAt("spec", "template", "spec") is { } podSpec)
        {
            ValidatePodSpec(podSpec, template.Child("spec"), errors);
        }
    }

    public static void ValidatePod(JsonObject value, FieldErrors errors) =>
        ValidatePodSpec(value.Child("spec"), Spec, errors);

    private static bool MatchesTemplate(JsonObject selector, JsonObject value)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, label) in value.ObjectAt("spec", "template", "metadata", "labels") ?? [])
        {
            labels[key] = label?.ToString() ?? "";
        }
        return LabelSelector.From(selector).Matches(labels);
    }

    private static void ValidatePodSpec(JsonObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.ArrayAt("containers") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required(path.Child("containers"), ""));
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
            {
                ValidateContainer(container, path.Child(list).Index(index++), names, errors);
            }
        }
    }

    private static void ValidateContainer(
        JsonObject container,
        FieldPath path,
        HashSet<string> names,
        FieldErrors errors
    )
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        else if (NameRules.CheckLabel(name) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(path.Child("name"), name, fault));
        }
        else if (!names.Add(name))
        {
            errors.Add(FieldError.Duplicate(path.Child("name"), name));
        }
        if (string.IsNullOrEmpty(container.Text("image")))
        {
            errors.Add(FieldError.Required(path.Child("image"), ""));
        }
    }
}
