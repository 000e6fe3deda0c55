using Graft.Api.Gardener;

namespace Graft.Gardenlet.Extensions;

/// <summary>Which extensions a seed must have for a Shoot (wire contract, section 3.6).</summary>
internal static class RequiredExtensions
{
    /// <summary>Kind and type of every extension that the Shoot needs, in a fixed order.</summary>
    public static IReadOnlySet<ExtensionId> Of(Shoot shoot)
    {
        var required = new SortedSet<ExtensionId>();
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        foreach (var pool in pools)
        {
            Add(ContainerRuntime.ResourceType.Kind, (pool.Cri?.ContainerRuntimes ?? []).Select(item => item.Type));
            Add(OperatingSystemConfig.ResourceType.Kind, [pool.Machine?.Image?.Name]);
        }
        if (pools.Count > 0)
        {
            Add(Worker.ResourceType.Kind, [shoot.Spec?.Provider?.Type]);
        }
        return required;

        void Add(string kind, IEnumerable<string?> types) =>
            required.UnionWith(types.OfType<string>().Select(type => new ExtensionId(kind, type)));
    }
}
