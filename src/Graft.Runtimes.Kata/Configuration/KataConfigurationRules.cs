using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>
/// Says what in a configuration has no effect: admission refuses it, the extension ignores it in objects that are older than
/// the rule.
/// </summary>
internal static class KataConfigurationRules
{
    /// <param name="configuration">What was decoded.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Where the errors go.</param>
    public static void Check(KataConfiguration configuration, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, hypervisor) in (configuration.Hypervisors ?? []).Index())
        {
            CheckHypervisor(hypervisor, path.Child("hypervisors").Index(i), seen, errors);
        }
        seen.Clear();
        foreach (var (i, pattern) in (configuration.PodAnnotations ?? []).Index())
        {
            var place = path.Child("podAnnotations").Index(i);
            if (!PodAnnotation.IsUsable(pattern))
            {
                errors.Add(FieldError.Invalid(place, pattern, PodAnnotation.Expectation));
            }
            else if (!seen.Add(pattern))
            {
                errors.Add(FieldError.Duplicate(place, pattern));
            }
        }
    }

    private static void CheckHypervisor(
        HypervisorConfiguration? hypervisor,
        FieldPath path,
        HashSet<string> seen,
        FieldErrors errors
    )
    {
        var place = path.Child("name");
        if (hypervisor?.Name is not { Length: > 0 } name)
        {
            errors.Add(FieldError.Required(place, "a hypervisor has a name"));
        }
        else if (Hypervisor.Find(name) is null)
        {
            errors.Add(FieldError.NotSupported(place, name, Hypervisor.All.Select(known => known.Name)));
        }
        else if (!seen.Add(name))
        {
            errors.Add(FieldError.Duplicate(place, name));
        }
        CheckQuantity(hypervisor?.Overhead?.Memory, path.Child("overhead", "memory"), errors);
        CheckQuantity(hypervisor?.Overhead?.Cpu, path.Child("overhead", "cpu"), errors);
    }

    private static void CheckQuantity(string? text, FieldPath path, FieldErrors errors)
    {
        if (text is not null && Quantity.TryParse(text) is null)
        {
            errors.Add(FieldError.Invalid(path, text, "must be a quantity greater than zero"));
        }
    }
}
