namespace Graft.Kubernetes;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the server.</param>
/// <param name="ResourceVersion">The state of the cluster that all pages of the list show.</param>
/// <param name="Continue">Asks for the next page; null on the last. The server forgets it after some minutes (410).</param>
/// <param name="RemainingItemCount">How many objects follow; null when the server does not say, as with selectors.</param>
public sealed record ResourcePage<T>(
    IReadOnlyList<T> Items,
    string ResourceVersion,
    string? Continue,
    long? RemainingItemCount
)
    where T : class;
