using System.Globalization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>Removes events an hour after they were last written, as a kube-apiserver's etcd does.</summary>
internal sealed class EventExpiry : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly GroupResource Events = new("", "events");

    private readonly LogicalCluster _cluster;
    private readonly ClusterWrites _writes;
    private readonly TimeProvider _time;
    private readonly KeyLoop<string> _loop;
    private ITimer? _timer;

    public EventExpiry(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        (_cluster, _time) = (cluster, time);
        _writes = new ClusterWrites(cluster, "event-expiry");
        _loop = new KeyLoop<string>("event expiry", ExpireAsync, time, loggers.CreateLogger<EventExpiry>());
    }

    public void Start()
    {
        _loop.Start();
        _timer = _time.CreateTimer(_ => _loop.Add("events"), null, Period, Period);
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
        await _loop.DisposeAsync();
    }

    private async Task ExpireAsync(string key, CancellationToken cancellationToken)
    {
        var limit = _time.GetUtcNow() - Life;
        foreach (var value in _cluster.Store.Current.List(Events).Where(value => WrittenAt(value) < limit).ToList())
        {
            await _writes.DeleteAsync(value, DeleteRequest.Background, cancellationToken);
        }
    }

    private static DateTimeOffset WrittenAt(StoredObject value)
    {
        string?[] times =
        [
            value.Value.Text("series", "lastObservedTime"),
            value.Value.Text("lastTimestamp"),
            value.Value.Text("metadata", "creationTimestamp"),
        ];
        return times
            .Select(text =>
                DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? at : DateTimeOffset.MinValue
            )
            .Max();
    }
}
