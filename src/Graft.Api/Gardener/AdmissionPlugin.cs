namespace Graft.Api.Gardener;

/// <summary>An admission plugin of the API server.</summary>
public sealed record AdmissionPlugin : ApiObject
{
    public string? Name { get; init; }

    public bool? Disabled { get; init; }
}
