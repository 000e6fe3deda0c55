namespace Graft.Bench.Load;

/// <summary>How large the scenarios are.</summary>
internal sealed record LoadSettings
{
    public required int Objects { get; init; }

    public required int Writes { get; init; }

    public required int ManyWrites { get; init; }

    public required int Watchers { get; init; }

    public required IReadOnlyList<int> Writers { get; init; }
}
