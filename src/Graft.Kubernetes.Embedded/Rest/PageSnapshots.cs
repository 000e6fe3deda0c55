using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// The states that unfinished lists still read from. They go after some minutes, whether anybody asks again or not, and
/// earlier when keeping them would cost too much.
/// </summary>
internal sealed class PageSnapshots : IDisposable
{
    private const int Capacity = 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly LinkedList<(StoreSnapshot State, DateTimeOffset Kept)> _states = new();
    private readonly ObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public PageSnapshots(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// How many bytes of objects that are no longer current are kept for the sake of lists. Default 256 MiB.
    /// </summary>
    public long CostLimit { get; init; } = 256 << 20;

    /// <summary>How many states are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _states.Count;
            }
        }
    }

    /// <summary>The resource version under which the state is found again.</summary>
    public long Keep(StoreSnapshot state)
    {
        lock (_lock)
        {
            if (Find(state.ResourceVersion) is null)
            {
                _states.AddLast((state, _time.GetUtcNow()));
            }
            Expire();
            return state.ResourceVersion;
        }
    }

    public StoreSnapshot? Find(long resourceVersion)
    {
        lock (_lock)
        {
            for (var node = _states.Last; node is not null; node = node.Previous)
            {
                if (node.Value.State.ResourceVersion == resourceVersion)
                {
                    return node.Value.Kept + Lifetime > _time.GetUtcNow() ? node.Value.State : null;
                }
            }
            return null;
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Lets go what is too old or too dear, and looks again later while anything is left.</summary>
    private void Expire()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            while (_states.First is { } first && (first.Value.Kept + Lifetime <= now || IsTooDear(first.Value.State)))
            {
                _states.RemoveFirst();
            }
            _timer.Change(_states.Count > 0 ? LookEvery : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsTooDear(StoreSnapshot oldest) =>
        _states.Count > Capacity || _store.Durable.Superseded - oldest.Superseded > CostLimit;
}
