using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Whether somebody serves the extension types that a Shoot uses (wire contract 3.6).</summary>
internal static class RegisteredExtensions
{
    /// <summary>One sentence per use of a type that nobody serves.</summary>
    public static IEnumerable<string> Missing(Shoot shoot, IReadOnlyList<ControllerRegistration> registrations)
    {
        var served = registrations
            .SelectMany(registration => registration.Spec?.Resources ?? [])
            .Where(IsServedForShoots)
            .Select(resource => (resource.Kind, resource.Type))
            .ToHashSet();
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        for (var i = 0; i < pools.Count; i++)
        {
            var path = FieldPath.Root("spec").Child("provider", "workers").Index(i);
            if (
                pools[i].Machine?.Image?.Name is { Length: > 0 } image
                && !served.Contains((OperatingSystemConfig.ResourceType.Kind, image))
            )
            {
                yield return Sentence("operating system", path.Child("machine", "image", "name"), image);
            }
            var runtimes = pools[i].Cri?.ContainerRuntimes ?? [];
            for (var j = 0; j < runtimes.Count; j++)
            {
                if (
                    runtimes[j].Type is { Length: > 0 } type
                    && !served.Contains((ContainerRuntime.ResourceType.Kind, type))
                )
                {
                    var field = path.Child("cri", "containerRuntimes").Index(j).Child("type");
                    yield return Sentence("container runtime", field, type);
                }
            }
        }
    }

    private static bool IsServedForShoots(ControllerResource resource) =>
        resource.Primary is null or true
        && (
            resource.ClusterCompatibility is not { Count: > 0 } clusters
            || clusters.Contains("shoot", StringComparer.Ordinal)
        );

    private static string Sentence(string what, FieldPath field, string type) =>
        $"given Shoot uses non-registered {what} type: {field} ({GoSyntax.Quote(type)})";
}
