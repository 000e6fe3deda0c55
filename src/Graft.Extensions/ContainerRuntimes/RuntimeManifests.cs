using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>What a container runtime puts into a Shoot.</summary>
/// <param name="Shared">What the Shoot has once, however many of its pools use the runtime.</param>
/// <param name="Pool">What each pool has for itself.</param>
public sealed record RuntimeManifests(Manifest Shared, Manifest Pool);
