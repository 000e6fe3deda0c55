using Graft.Api;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>
/// The provider configuration <c>kata.runtime.extensions.config.gardener.cloud/v1alpha1 KataConfiguration</c> of a pool
/// (wire contract, section 8.5). Without it, and without a field, a pool has what section 8.4 says.
/// </summary>
internal sealed record KataConfiguration : ApiObject
{
    /// <summary>The hypervisors that pods of the pool can choose. Default, also for an empty list: all.</summary>
    public IReadOnlyList<HypervisorConfiguration>? Hypervisors { get; init; }

    /// <summary>
    /// Annotations of pods that reach Kata Containers, as patterns below <c>io.katacontainers.</c>. Default:
    /// <c>io.katacontainers.*</c>. An empty list passes none.
    /// </summary>
    public IReadOnlyList<string>? PodAnnotations { get; init; }
}
