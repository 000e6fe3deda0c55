namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Keys that are ready, one first-in-first-out lane per priority. The highest lane goes first; but a lower lane that was
/// passed over often enough while it had keys gives the next one.
/// </summary>
internal sealed class ReadyLanes<TKey>(int turnOfLowerPriority)
    where TKey : notnull
{
    private readonly Lane[] _lanes = [.. Enum.GetValues<WorkPriority>().Select(_ => new Lane())];

    public int Count(WorkPriority priority) => _lanes[(int)priority].Items.Count;

    public void Add(WorkItem<TKey> item, WorkPriority priority) =>
        item.Place = _lanes[(int)priority].Items.AddLast(item);

    /// <summary>To the end of another lane.</summary>
    public void Move(WorkItem<TKey> item, WorkPriority priority)
    {
        var place = item.Place!;
        place.List!.Remove(place);
        _lanes[(int)priority].Items.AddLast(place);
    }

    /// <summary>The next item, which is then in no lane any more; null when there is none.</summary>
    public WorkItem<TKey>? Take()
    {
        if (Next() is not { } lane)
        {
            return null;
        }
        lane.PassedOver = 0;
        var item = lane.Items.First!.Value;
        lane.Items.RemoveFirst();
        item.Place = null;
        return item;
    }

    private Lane? Next()
    {
        Lane? highest = null;
        Lane? neglected = null;
        for (var i = _lanes.Length - 1; i >= 0; i--)
        {
            var lane = _lanes[i];
            if (lane.Items.Count == 0)
            {
                lane.PassedOver = 0;
            }
            else if (highest is null)
            {
                highest = lane;
            }
            else if (lane.PassedOver >= turnOfLowerPriority)
            {
                neglected = lane;
            }
            else
            {
                lane.PassedOver++;
            }
        }
        return neglected ?? highest;
    }

    private sealed class Lane
    {
        public LinkedList<WorkItem<TKey>> Items { get; } = [];

        /// <summary>How many keys of higher lanes went ahead since this one last gave a key.</summary>
        public int PassedOver { get; set; }
    }
}
