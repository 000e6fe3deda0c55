namespace Graft.Api.Gardener;

/// <summary>What a machine shall have.</summary>
public sealed record OperatingSystemConfigSpec : ExtensionSpec
{
    /// <summary><c>provision</c> or <c>reconcile</c>; immutable.</summary>
    public string? Purpose { get; init; }

    /// <summary>Absent for docker pools.</summary>
    public CriConfig? CriConfig { get; init; }

    public IReadOnlyList<SystemdUnit>? Units { get; init; }

    public IReadOnlyList<OperatingSystemFile>? Files { get; init; }

    public InPlaceUpdates? InPlaceUpdates { get; init; }
}
