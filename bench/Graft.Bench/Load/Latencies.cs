using System.Diagnostics;

namespace Graft.Bench.Load;

/// <summary>How long single operations took; may be added to from many threads.</summary>
internal sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];
    private bool _isSorted;

    public int Count => _milliseconds.Count;

    public void Add(double milliseconds)
    {
        lock (_lock)
        {
            _milliseconds.Add(milliseconds);
            _isSorted = false;
        }
    }

    public async Task MeasureAsync(Func<Task> operation)
    {
        var started = Stopwatch.GetTimestamp();
        await operation();
        Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <param name="part">Such as 0.99.</param>
    public double Percentile(double part)
    {
        lock (_lock)
        {
            if (_milliseconds.Count == 0)
            {
                return 0;
            }
            if (!_isSorted)
            {
                _milliseconds.Sort();
                _isSorted = true;
            }
            return _milliseconds[Math.Min((int)(_milliseconds.Count * part), _milliseconds.Count - 1)];
        }
    }
}
