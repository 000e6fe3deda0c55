using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>
/// The labels by which webhooks select the Shoots that use an extension (wire contract 3.6): those of earlier specs go,
/// those of this spec come, all others stay.
/// </summary>
internal static class ExtensionLabels
{
    private const string Provider = "provider.extensions.gardener.cloud/";
    private const string Networking = "networking.extensions.gardener.cloud/";
    private const string Extension = "extensions.extensions.gardener.cloud/";

    private static readonly string[] s_prefixes =
    [
        WellKnown.Labels.ExtensionContainerRuntimePrefix,
        WellKnown.Labels.ExtensionOperatingSystemConfigPrefix,
        Provider,
        Networking,
        Extension,
    ];

    public static Shoot Apply(Shoot shoot)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in shoot.Metadata.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!Array.Exists(s_prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                labels[key] = value;
            }
        }
        foreach (var label in Of(shoot.Spec))
        {
            labels[label] = "true";
        }
        return shoot with
        {
            Metadata = shoot.Metadata with { Labels = labels.Count == 0 ? shoot.Metadata.Labels : labels },
        };
    }

    private static IEnumerable<string> Of(ShootSpec? spec)
    {
        var pools = spec?.Provider?.Workers ?? [];
        return Named([
            .. pools
                .SelectMany(pool => pool.Cri?.ContainerRuntimes ?? [])
                .Select(runtime => (WellKnown.Labels.ExtensionContainerRuntimePrefix, runtime.Type)),
            .. pools.Select(pool => (WellKnown.Labels.ExtensionOperatingSystemConfigPrefix, pool.Machine?.Image?.Name)),
            (Provider, spec?.Provider?.Type),
            (Networking, spec?.Networking?.Type),
            .. (spec?.Extensions ?? [])
                .Where(extension => extension.Disabled is not true)
                .Select(extension => (Extension, extension.Type)),
        ]);
    }

    // A type that cannot stand in a label key gets none: it is refused with a message of its own later on.
    private static IEnumerable<string> Named(IEnumerable<(string Prefix, string? Type)> types) =>
        types
            .Where(entry =>
                !string.IsNullOrEmpty(entry.Type) && NameRules.CheckQualifiedName(entry.Prefix + entry.Type).Count == 0
            )
            .Select(entry => entry.Prefix + entry.Type);
}
