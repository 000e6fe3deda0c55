using Graft.Api;

namespace Graft.Kubernetes;

/// <summary>A kind that a server serves, in one version.</summary>
/// <param name="Type">Its names.</param>
/// <param name="Verbs">What can be done with it: <c>get</c>, <c>list</c>, <c>watch</c>, ...</param>
public sealed record DiscoveredResource(ResourceType Type, IReadOnlyList<string> Verbs)
{
    /// <summary>The name of one object in messages, such as <c>pod</c>; empty when the server gives none.</summary>
    public string SingularName { get; init; } = "";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The names of its subresources, such as <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Is this the version of its group that the server would choose?</summary>
    public bool IsPreferredVersion { get; init; }
}
