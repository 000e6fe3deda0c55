namespace Graft.Api.Gardener;

/// <summary>A volume type on offer.</summary>
public sealed record VolumeType : ApiObject
{
    public string? Name { get; init; }

    public string? Class { get; init; }

    public bool? Usable { get; init; }
}
