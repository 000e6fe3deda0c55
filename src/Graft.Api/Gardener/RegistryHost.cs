namespace Graft.Api.Gardener;

/// <summary>One host of a registry.</summary>
public sealed record RegistryHost : ApiObject
{
    public string? Url { get; init; }

    /// <summary><c>pull</c> and <c>resolve</c> where it is absent.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    public IReadOnlyList<string>? CaCerts { get; init; }

    public bool? OverridePath { get; init; }
}
