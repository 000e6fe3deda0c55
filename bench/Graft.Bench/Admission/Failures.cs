namespace Graft.Bench.Admission;

/// <summary>What went wrong, and how often; may be added to from many threads.</summary>
internal sealed class Failures
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public void Add(string reason)
    {
        lock (_lock)
        {
            Count++;
            _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join("; ", _counts.Select(pair => FormattableString.Invariant($"{pair.Value} x {pair.Key}")));
        }
    }
}
