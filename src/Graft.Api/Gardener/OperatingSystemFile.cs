namespace Graft.Api.Gardener;

/// <summary>A file of a machine.</summary>
public sealed record OperatingSystemFile : ApiObject
{
    public string? Path { get; init; }

    /// <summary>Decimal on the wire: 420 is 0644.</summary>
    public int? Permissions { get; init; }

    public string? HostName { get; init; }

    public FileContent? Content { get; init; }
}
