using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Events;

/// <summary>
/// Tells the users of a cluster what happened to an object, where <c>kubectl describe</c> and <c>kubectl events</c> show it.
/// Recording never blocks, waits or throws; the events are written by <see cref="RunAsync"/>. The same event again is
/// counted up, similar ones are combined, and a flood about one object is cut off (<see cref="EventRecorderOptions"/>).
/// </summary>
/// <remarks>
/// Events are of core/v1, not of events.k8s.io/v1: that is what kubectl reads, its counts are shown by all of its versions,
/// and roles written for other components grant it.
/// </remarks>
/// <example>
/// <code>
/// events.Warning(widget, "CreateFailed", $"Bucket {name} could not be created: {reason}");
/// </code>
/// </example>
public sealed partial class EventRecorder
{
    // What a kube-apiserver accepts.
    private const int LongestReason = 128;
    private const int LongestMessage = 1024;

    private static readonly Counter<long> s_lost = Instruments.Meter.CreateCounter<long>(
        "graft_events_lost_total",
        null,
        "Events that did not reach the server, by component and cause"
    );

    private readonly Channel<RecordedEvent> _queue;
    private readonly EventRecorderOptions _options;
    private readonly EventCorrelator _correlator;
    private readonly EventWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _lost;

    public EventRecorder(
        IKubernetesClient client,
        EventRecorderOptions options,
        TimeProvider time,
        Random random,
        ILogger<EventRecorder> logger
    )
    {
        _options = options;
        _time = time;
        _logger = logger;
        _correlator = new EventCorrelator(options, time);
        _writer = new EventWriter(client, options, time, random);
        _queue = Channel.CreateBounded<RecordedEvent>(
            new BoundedChannelOptions(options.QueueLength)
            {
                SingleReader = true,
                FullMode = BoundedChannelFullMode.Wait,
            }
        );
    }

    /// <summary>Events that did not reach the server: too many at once, cut off, refused, or the server could not be reached.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Something usual happened to an object.</summary>
    /// <param name="item">The object; one that was read from the server, so that it has a uid.</param>
    /// <param name="reason">One word in CamelCase that programs may look for, such as <c>Created</c>.</param>
    /// <param name="message">A sentence for people.</param>
    public void Normal<T>(T item, string reason, string message)
        where T : class, IResource<T> => Record(ReferenceTo(item), EventType.Normal, reason, message);

    /// <summary>Something is wrong with an object. Parameters as for <see cref="Normal"/>.</summary>
    public void Warning<T>(T item, string reason, string message)
        where T : class, IResource<T> => Record(ReferenceTo(item), EventType.Warning, reason, message);

    /// <summary>The same for anything that can be named, such as a field of an object.</summary>
    public void Record(ObjectReference regarding, EventType type, string reason, string message)
    {
        var recorded = new RecordedEvent(
            regarding,
            type,
            Cut(reason, LongestReason),
            Cut(message, LongestMessage),
            _time.GetUtcNow()
        );
        if (!_queue.Writer.TryWrite(recorded))
        {
            Lose("queue_full");
        }
    }

    /// <summary>
    /// Writes events until cancelled, then what waits, for <see cref="EventRecorderOptions.DrainTimeout"/> at most. Ends without
    /// an exception. Runs once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var drain = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var registration = cancellationToken.Register(() =>
        {
            _queue.Writer.TryComplete();
            drain.CancelAfter(_options.DrainTimeout);
        });
        await foreach (var recorded in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            await WriteAsync(recorded, drain.Token);
        }
    }

    private async Task WriteAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        try
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Lose("stopped");
            }
            else if (_correlator.Correlate(recorded) is { } series)
            {
                await _writer.WriteAsync(series, cancellationToken);
            }
            else
            {
                Lose("rate_limited");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Lose("stopped");
        }
        catch (Exception exception)
        {
            // An event is a courtesy: whatever stands in its way must not end those that come.
            Lose("refused");
            Log.NotWritten(_logger, exception, recorded.Reason, recorded.Subject);
        }
    }

    private void Lose(string cause)
    {
        s_lost.Add(1, new("component", _options.Component), new("cause", cause));
        if (Interlocked.Increment(ref _lost) == 1)
        {
            Log.FirstLost(_logger, cause);
        }
    }

    private static ObjectReference ReferenceTo<T>(T item)
        where T : class, IResource<T> =>
        new()
        {
            ApiVersion = item.ApiVersion,
            Kind = item.Kind,
            Namespace = item.Metadata.Namespace,
            Name = item.Metadata.Name,
            Uid = item.Metadata.Uid,
            ResourceVersion = item.Metadata.ResourceVersion,
        };

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest - 1), "…");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Event {Reason} about {Subject} could not be written.")]
        public static partial void NotWritten(ILogger logger, Exception exception, string reason, EventSubject subject);

        [LoggerMessage(2, LogLevel.Debug, "An event was lost for the first time ({Cause}); the metrics count them.")]
        public static partial void FirstLost(ILogger logger, string cause);
    }
}
