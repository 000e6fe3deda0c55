using Graft.Kubernetes.Controllers;

namespace Graft.Kubernetes.Events;

/// <summary>
/// Decides what becomes of an event, by the rules of client-go: the same again is counted, many similar ones are combined
/// into one, and a flood about one object is cut off. Used by one thread.
/// </summary>
internal sealed class EventCorrelator(EventRecorderOptions options, TimeProvider time)
{
    private const int Remembered = 4096;

    private readonly RecentCache<EventGroup, SimilarEvents> _similar = new(Remembered);
    private readonly RecentCache<EventKey, EventSeries> _series = new(Remembered);
    private readonly RecentCache<EventSubject, TokenBucket> _buckets = new(Remembered);

    /// <summary>The event to write or to count up at the server; null when there have been too many about the object.</summary>
    public EventSeries? Correlate(RecordedEvent recorded)
    {
        var series = SeriesOf(Combine(recorded));
        return Bucket(recorded.Subject).TryTake() ? series : null;
    }

    private (EventKey Key, RecordedEvent Event) Combine(RecordedEvent recorded)
    {
        if (
            !_similar.TryGet(recorded.Group, out var similar)
            || recorded.Time - similar.LastSeen > options.SimilarityInterval
        )
        {
            similar = new SimilarEvents();
            _similar.Set(recorded.Group, similar);
        }
        similar.LastSeen = recorded.Time;
        similar.Messages.Add(recorded.Message);
        if (similar.Messages.Count < options.SimilarEvents)
        {
            return (new EventKey(recorded.Group, recorded.Regarding.FieldPath, recorded.Message), recorded);
        }
        // One of them has shown that there are many; which one is kept does not matter.
        similar.Messages.Remove(similar.Messages.First());
        var combined = recorded with { Message = $"(combined from similar events): {recorded.Message}" };
        return (new EventKey(recorded.Group, null, null), combined);
    }

    private EventSeries SeriesOf((EventKey Key, RecordedEvent Event) combined)
    {
        if (!_series.TryGet(combined.Key, out var series))
        {
            series = new EventSeries(combined.Event);
            _series.Set(combined.Key, series);
        }
        series.Observe(combined.Event);
        return series;
    }

    private TokenBucket Bucket(EventSubject subject)
    {
        if (!_buckets.TryGet(subject, out var bucket))
        {
            bucket = new TokenBucket(1 / options.RefillInterval.TotalSeconds, options.Burst, time);
            _buckets.Set(subject, bucket);
        }
        return bucket;
    }

    private sealed class SimilarEvents
    {
        public DateTimeOffset LastSeen { get; set; }

        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);
    }
}
