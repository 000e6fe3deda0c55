namespace Graft.Api.Gardener;

/// <summary>Names an object of the same namespace.</summary>
public sealed record CrossVersionObjectReference : ApiObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public string? Name { get; init; }
}
