namespace Graft.Kubernetes;

/// <summary>All objects that a list request asked for.</summary>
/// <param name="Items">In the order of the server.</param>
/// <param name="ResourceVersion">Where a watch goes on without a gap. Opaque: never compare it as a number.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion)
    where T : class;
