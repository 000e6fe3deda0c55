namespace Graft.Landscape.Offline;

/// <summary>An object as the garden would store it, and the garden's words where it would not.</summary>
/// <param name="Object">The object with all defaults.</param>
/// <param name="Refusal">Why it is refused, with field paths; null where it is taken.</param>
public sealed record OfflineVerdict<T>(T Object, string? Refusal)
    where T : class;
