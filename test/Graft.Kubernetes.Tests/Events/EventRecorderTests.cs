using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Events;
using Graft.Kubernetes.Tests.Transport;
using Graft.Testing;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Tests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private static readonly EventRecorderOptions s_options = new() { Component = "widget-controller" };
    private static readonly ConfigMap s_item = new()
    {
        Metadata = new()
        {
            Name = "a",
            Namespace = "default",
            Uid = "u-a",
        },
    };

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Events_are_found_as_kubectl_describe_looks_for_them_and_counted_up_in_place()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var client = cluster.CreateClient();
        var item = await client.CreateAsync(
            s_item with
            {
                Metadata = new() { Name = "a", Namespace = "default" },
            },
            Cancel
        );
        await using var recorder = Run(client, s_options);

        recorder.Events.Warning(item, "CreateFailed", "the disk is full");
        recorder.Events.Warning(item, "CreateFailed", "the disk is full");
        recorder.Events.Normal(item, "Created", "all is well");
        await Eventually.TrueAsync(async () => (await DescribedAsync(client, item)).Count == 2);

        var failed = (await DescribedAsync(client, item)).Single(found => found.Reason == "CreateFailed");
        Assert.Equal(("Warning", "the disk is full", 2), (failed.Type, failed.Message, failed.Count));
        Assert.Equal("widget-controller", failed.Source!.Component);
        Assert.Equal("widget-controller", failed.ReportingComponent);
        Assert.Equal((item.Metadata.Uid, "v1", "ConfigMap"), Regarding(failed));
        Assert.Equal(_time.GetUtcNow(), failed.FirstTimestamp);
        Assert.Equal(0, recorder.Events.LostCount);
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_begins_anew_with_its_count()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var client = cluster.CreateClient();
        await using var recorder = Run(client, s_options);
        recorder.Events.Normal(s_item, "Seen", "again");
        await Eventually.TrueAsync(async () => (await ListAsync(client)).Count == 1);
        var first = (await ListAsync(client)).Single();
        await client.DeleteAsync<Event>(new ObjectKey("default", first.Metadata.Name!), Cancel);

        _time.Advance(TimeSpan.FromSeconds(1));
        recorder.Events.Normal(s_item, "Seen", "again");
        await Eventually.TrueAsync(async () => (await ListAsync(client)).Count == 1);

        var second = (await ListAsync(client)).Single();
        Assert.NotEqual(first.Metadata.Name, second.Metadata.Name);
        Assert.Equal(2, second.Count);
    }

    [Fact]
    public async Task An_object_without_namespace_has_its_events_in_default_and_odd_names_make_no_odd_events()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var client = cluster.CreateClient();
        await using var recorder = Run(client, s_options);

        recorder.Events.Normal(
            new Node
            {
                Metadata = new() { Name = "n", Uid = "u-n" },
            },
            "Seen",
            "node"
        );
        recorder.Events.Normal(
            new ClusterRole
            {
                Metadata = new() { Name = "system:R", Uid = "u-r" },
            },
            "Seen",
            "role"
        );
        var longName = new string('x', 253);
        recorder.Events.Normal(s_item with { Metadata = s_item.Metadata with { Name = longName } }, "Seen", "long");
        await Eventually.TrueAsync(async () => (await ListAsync(client)).Count == 3);

        var names = (await ListAsync(client)).ToDictionary(found => found.Message!, found => found.Metadata.Name!);
        Assert.Matches("^n\\.[0-9a-f]{16}$", names["node"]);
        Assert.Matches("^event\\.[0-9a-f]{16}$", names["role"]);
        Assert.Matches("^x{236}\\.[0-9a-f]{16}$", names["long"]);
        Assert.Equal(0, recorder.Events.LostCount);
    }

    [Fact]
    public async Task A_server_that_hangs_blocks_nobody_and_what_does_not_fit_is_counted_as_lost()
    {
        await using var server = await ScriptedServer.StartAsync(context => context.StallAsync());
        using var client = server.CreateClient();
        var recorder = Run(client, s_options with { QueueLength = 10, DrainTimeout = TimeSpan.FromSeconds(5) });
        recorder.Events.Normal(s_item, "Seen", "taken");
        await Eventually.TrueAsync(() => server.Requests.Count == 1);

        for (var i = 0; i < 15; i++)
        {
            recorder.Events.Normal(s_item, "Seen", $"message {i}");
        }
        Assert.Equal(5, recorder.Events.LostCount);

        var ended = recorder.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return ended.IsCompleted;
        });
        await ended;
        Assert.Equal(16, recorder.Events.LostCount);
        recorder.Events.Normal(s_item, "Seen", "after the end");
        Assert.Equal(17, recorder.Events.LostCount);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_still_written()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var client = cluster.CreateClient();
        var recorder = Run(client, s_options);
        for (var i = 0; i < 8; i++)
        {
            recorder.Events.Normal(s_item, "Seen", $"message {i}");
        }

        await recorder.DisposeAsync();

        Assert.Equal(8, (await ListAsync(client)).Count);
        Assert.Equal(0, recorder.Events.LostCount);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_tried_again_and_one_that_refuses_is_not()
    {
        var answers = new Queue<int>([503, 503, 201, 403, 201]);
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            var code = answers.Dequeue();
            return context.JsonAsync(code == 201 ? """{"kind":"Event"}""" : Answers.Status(code, "Odd", "no"), code);
        });
        using var client = server.CreateClient(_time);
        await using var recorder = Run(client, s_options);

        recorder.Events.Normal(s_item, "Seen", "first");
        recorder.Events.Normal(s_item, "Seen", "refused");
        recorder.Events.Normal(s_item, "Seen", "second");
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return server.Requests.Count == 5;
        });

        await Eventually.TrueAsync(() => recorder.Events.LostCount == 1);
        Assert.Contains(_log.Lines, line => line.StartsWith("Warning Event Seen about", StringComparison.Ordinal));
    }

    private static (string? Uid, string? ApiVersion, string? Kind) Regarding(Event found) =>
        (found.InvolvedObject!.Uid, found.InvolvedObject.ApiVersion, found.InvolvedObject.Kind);

    private static async Task<IReadOnlyList<Event>> DescribedAsync(KubernetesClient client, ConfigMap item)
    {
        var options = new ListOptions
        {
            Namespace = "default",
            FieldSelector =
                $"involvedObject.name={item.Metadata.Name},involvedObject.namespace=default,involvedObject.kind=ConfigMap,"
                + $"involvedObject.uid={item.Metadata.Uid}",
        };
        return (await client.ListAsync<Event>(options, Cancel)).Items;
    }

    private static async Task<IReadOnlyList<Event>> ListAsync(KubernetesClient client) =>
        (await client.ListAsync<Event>(ListOptions.In("default"), Cancel)).Items;

    private Running Run(KubernetesClient client, EventRecorderOptions options)
    {
        using var factory = new LoggerFactory([_log], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        return new Running(
            new EventRecorder(client, options, _time, new Random(1), factory.CreateLogger<EventRecorder>())
        );
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Running(EventRecorder events)
        {
            Events = events;
            _running = events.RunAsync(_stop.Token);
        }

        public EventRecorder Events { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
