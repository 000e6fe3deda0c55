namespace Graft.Api.Gardener;

/// <summary>A capability with its possible values.</summary>
public sealed record CapabilityDefinition : ApiObject
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Values { get; init; }
}
