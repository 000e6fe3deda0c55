using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>The states that unfinished lists still read from: the latest few, for a few minutes.</summary>
internal sealed class PageSnapshots(TimeProvider time)
{
    private const int Capacity = 64;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<(StoreSnapshot State, DateTimeOffset Kept)> _states = new();

    /// <summary>The resource version under which the state is found again.</summary>
    public long Keep(StoreSnapshot state)
    {
        lock (_lock)
        {
            Expire();
            if (Find(state.ResourceVersion) is null)
            {
                _states.AddLast((state, time.GetUtcNow()));
            }
            return state.ResourceVersion;
        }
    }

    public StoreSnapshot? Find(long resourceVersion)
    {
        lock (_lock)
        {
            Expire();
            foreach (var (state, _) in _states)
            {
                if (state.ResourceVersion == resourceVersion)
                {
                    return state;
                }
            }
            return null;
        }
    }

    private void Expire()
    {
        var oldest = time.GetUtcNow() - Lifetime;
        while (_states.First is { } first && (first.Value.Kept < oldest || _states.Count > Capacity))
        {
            _states.RemoveFirst();
        }
    }
}
