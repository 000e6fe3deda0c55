using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Charts;

/// <summary>One handler of a pool: its names, and the flags that runsc gets for it.</summary>
/// <param name="Class">The runtime class.</param>
/// <param name="Handler">What containerd serves.</param>
/// <param name="File">Where the shim finds the flags.</param>
/// <param name="Flags">The flags.</param>
internal sealed record GVisorOffer(string Class, string Handler, string File, RunscFlags Flags)
{
    /// <summary>
    /// The handlers that a configuration asks for: <c>runsc</c> first, then its own in ordinal order. One that has no usable
    /// name, or a name twice, is left out.
    /// </summary>
    public static IReadOnlyList<GVisorOffer> Of(GVisorConfiguration configuration)
    {
        var own = (configuration.Handlers ?? [])
            .Where(handler => handler is { HasUsableName: true })
            .DistinctBy(handler => handler.Name, StringComparer.Ordinal)
            .OrderBy(handler => handler.Name, StringComparer.Ordinal)
            .Select(Own);
        var standard = new GVisorOffer(
            GVisor.Type,
            GVisor.Handler,
            RunscToml.Path,
            new RunscFlags(configuration.ConfigFlags)
        );
        return [standard, .. own];
    }

    private static GVisorOffer Own(GVisorHandler handler)
    {
        var name = $"{GVisor.Handler}-{handler.Name}";
        return new GVisorOffer(
            $"{GVisor.Type}-{handler.Name}",
            name,
            RunscToml.PathOf(name),
            new RunscFlags(handler.ConfigFlags)
        );
    }
}
