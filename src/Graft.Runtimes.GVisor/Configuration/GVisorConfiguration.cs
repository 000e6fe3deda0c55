using Graft.Api;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>
/// The provider configuration <c>gvisor.runtime.extensions.config.gardener.cloud/v1alpha1 GVisorConfiguration</c>
/// (wire contract, section 8.5).
/// </summary>
public sealed record GVisorConfiguration : ApiObject
{
    /// <summary>Flags of runsc, by name; see <see cref="RunscFlag"/> for those that are known.</summary>
    public IReadOnlyDictionary<string, string>? ConfigFlags { get; init; }

    /// <summary>
    /// Handlers beside <c>runsc</c>, each with flags of its own: pods choose one by its runtime class. Absent: none.
    /// </summary>
    public IReadOnlyList<GVisorHandler>? Handlers { get; init; }

    /// <summary>
    /// The tag of a test image; counts only where the extension was started with a repository of test images.
    /// </summary>
    public string? TestImageTag { get; init; }
}
