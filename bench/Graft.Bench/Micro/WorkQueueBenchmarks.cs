using BenchmarkDotNet.Attributes;
using Graft.Kubernetes.Controllers;

namespace Graft.Bench.Micro;

/// <summary>One key's way through a queue that holds others, without waiting.</summary>
public class WorkQueueBenchmarks
{
    private WorkQueue<int> _queue = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System, new Random(1));
        for (_next = 0; _next < 1000; _next++)
        {
            _queue.Add(_next);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _queue.Dispose();

    [Benchmark]
    public async Task<int> AddTakeDone()
    {
        _queue.Add(_next++);
        var (_, key) = await _queue.TakeAsync(CancellationToken.None);
        _queue.Done(key);
        return key;
    }

    [Benchmark]
    public void AddWhatWaits() => _queue.Add(_next - 1);
}
