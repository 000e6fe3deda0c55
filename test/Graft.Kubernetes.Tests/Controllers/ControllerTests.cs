using System.Collections.Concurrent;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Controllers;

public sealed class ControllerTests : IAsyncDisposable
{
    private static readonly ControllerOptions s_quick = new()
    {
        Queue = new WorkQueueOptions { InitialBackoff = TimeSpan.FromMilliseconds(1) },
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly Script _watch = new();
    private readonly RecordingLogger _log = new();
    private readonly ConcurrentQueue<string> _reconciled = [];
    private Task _running = Task.CompletedTask;
    private InformerSet? _informers;
    private Controller? _controller;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task Objects_that_are_there_and_changes_that_pass_are_reconciled()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"), Answers.ConfigMap("skip", "2"));
        using var client = server.CreateClient();
        await RunAsync(
            client,
            builder => builder.Where(item => item.Metadata.Name != "skip"),
            key =>
            {
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Contains("a"));
        _watch.Send("MODIFIED", Answers.ConfigMap("skip", "6"));
        _watch.Send("ADDED", Answers.ConfigMap("b", "7"));
        await Eventually.TrueAsync(() => _reconciled.Contains("b"));

        Assert.Equal(["a", "b"], _reconciled);
    }

    [Fact]
    public async Task A_failure_is_logged_once_per_try_and_retried_while_others_go_on()
    {
        await using var server = await StartAsync(Answers.ConfigMap("bad", "1"), Answers.ConfigMap("good", "2"));
        using var client = server.CreateClient();
        var tries = 0;
        await RunAsync(
            client,
            builder => builder,
            key =>
            {
                if (key.Name == "bad" && Interlocked.Increment(ref tries) < 3)
                {
                    throw new InvalidOperationException("on purpose");
                }
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Count == 2);

        Assert.Equal(3, tries);
        Assert.Equal(
            [
                "Error Controller test failed on default/bad (failure 1 in a row).",
                "Error Controller test failed on default/bad (failure 2 in a row).",
            ],
            _log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_conflict_is_retried_without_noise()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"));
        using var client = server.CreateClient();
        var tries = 0;
        await RunAsync(
            client,
            builder => builder,
            key =>
            {
                if (Interlocked.Increment(ref tries) == 1)
                {
                    throw new KubernetesException(409, "Conflict", "the object has been modified");
                }
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Count == 1);

        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.StartsWith("Debug Controller test tries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_terminal_failure_is_not_retried_until_something_changes()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"), Answers.ConfigMap("b", "2"));
        using var client = server.CreateClient();
        var tries = 0;
        await RunAsync(
            client,
            builder => builder,
            key =>
            {
                if (key.Name == "a" && Interlocked.Increment(ref tries) == 1)
                {
                    throw new TerminalException("on purpose");
                }
                _reconciled.Enqueue(key.Name);
                // Comes back often enough that a retry of the other would have shown.
                return _reconciled.Count < 50 && key.Name == "b"
                    ? ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(1))
                    : ReconcileResult.Done;
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Count == 50);
        Assert.DoesNotContain("a", _reconciled);
        _watch.Send("MODIFIED", Answers.ConfigMap("a", "9"));

        await Eventually.TrueAsync(() => _reconciled.Contains("a"));
    }

    [Fact]
    public async Task What_was_planned_stands_until_all_is_settled()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"), Answers.ConfigMap("b", "1"));
        using var client = server.CreateClient();
        await RunAsync(
            client,
            builder => builder,
            key =>
            {
                _reconciled.Enqueue(key.Name);
                if (_reconciled.Count(name => name == key.Name) == 1)
                {
                    return ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(3));
                }
                return key.Name == "a" ? ReconcileResult.Settled : ReconcileResult.Done;
            }
        );
        await Eventually.TrueAsync(() => _reconciled.Count == 2);

        _watch.Send("MODIFIED", Answers.ConfigMap("a", "8"));
        _watch.Send("MODIFIED", Answers.ConfigMap("b", "9"));

        await Eventually.TrueAsync(() => _reconciled.Count(name => name == "b") == 3);

        Assert.Equal(2, _reconciled.Count(name => name == "a"));
    }

    [Fact]
    public async Task Other_kinds_are_mapped_to_keys()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"));
        using var client = server.CreateClient();
        await RunAsync(
            client,
            builder =>
                builder
                    .Where(_ => false)
                    .Watching<ServiceAccount>(other => [new ObjectKey("default", $"from-{other.Metadata.Name}")]),
            key =>
            {
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            }
        );

        // The scripted server answers every list alike, so that the service account is called "a", too.
        await Eventually.TrueAsync(() => _reconciled.Contains("from-a"));
        Assert.DoesNotContain("a", _reconciled);
    }

    [Fact]
    public async Task Changes_are_reconciled_before_the_objects_that_were_there_at_start()
    {
        string[] names = ["a", "b", "c", "d", "e", "f"];
        await using var server = await StartAsync([.. names.Select(name => Answers.ConfigMap(name, "1"))]);
        using var client = server.CreateClient();
        var first = new TaskCompletionSource();
        var mayGoOn = new TaskCompletionSource();
        var options = s_quick with { MaxConcurrentReconciles = 1 };
        await RunAsync(
            client,
            builder => builder,
            async (key, _) =>
            {
                first.TrySetResult();
                await mayGoOn.Task;
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            },
            options
        );
        await first.Task.WaitAsync(TestContext.Current.CancellationToken);
        var seen = new ConcurrentQueue<string>();
        using var subscription = _informers!
            .Get<ConfigMap>()
            .Subscribe(change => seen.Enqueue(change.Object.Metadata.Name!));

        _watch.Send("MODIFIED", Answers.ConfigMap("e", "6"));
        _watch.Send("ADDED", Answers.ConfigMap("new", "7"));
        await Eventually.TrueAsync(() => seen.Contains("new") && _controller!.Waiting(WorkPriority.Normal) == 2);
        mayGoOn.SetResult();
        await Eventually.TrueAsync(() => _reconciled.Count == 7);

        Assert.Equal(["e", "new"], _reconciled.Skip(1).Take(2));
        Assert.Equal(7, _reconciled.Distinct().Count());
    }

    [Fact]
    public async Task A_resync_looks_at_everything_again_that_passes_as_created()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"), Answers.ConfigMap("skip", "2"));
        using var client = server.CreateClient();
        await RunAsync(
            client,
            builder =>
                builder
                    .Where(item => item.Metadata.Name != "skip")
                    .Watching<ServiceAccount>(_ => [new ObjectKey("mapped")]),
            (key, _) =>
            {
                _reconciled.Enqueue(key.Name);
                return Task.FromResult(ReconcileResult.Done);
            },
            s_quick with
            {
                ResyncPeriod = TimeSpan.FromMilliseconds(50),
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Count(name => name == "a") >= 3);

        Assert.Single(_reconciled, name => name == "mapped");
        Assert.DoesNotContain("skip", _reconciled);
    }

    [Fact]
    public async Task Caches_that_are_not_filled_in_time_end_the_controller_with_the_reason()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync(Answers.Status(403, "Forbidden", "configmaps is forbidden"), 403)
        );
        using var client = server.CreateClient();
        var informers = new InformerSet(client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        var informer = informers.Get<ConfigMap>();
        _running = informers.RunAsync(_stop.Token);
        await Eventually.TrueAsync(() => informer.ReasonNotSynced == "configmaps is forbidden");
        var controller = new ControllerBuilder<ConfigMap>("test", informers).Build(
            new DelegateReconciler((_, _) => Task.FromResult(ReconcileResult.Done)),
            s_quick with
            {
                CacheSyncTimeout = TimeSpan.FromMilliseconds(200),
            },
            TimeProvider.System,
            new Random(1),
            NullLoggerFactory.Instance
        );

        var failure = await Assert.ThrowsAsync<InformerNotSyncedException>(() => controller.RunAsync(Cancel));

        Assert.Equal(
            "the cache of kind ConfigMap was not filled within 0.2 s: configmaps is forbidden",
            failure.Message
        );
    }

    [Fact]
    public async Task A_reconcile_that_takes_too_long_is_cut_short_and_tried_again()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"));
        using var client = server.CreateClient();
        var tries = 0;
        await RunAsync(
            client,
            builder => builder,
            async (key, token) =>
            {
                if (Interlocked.Increment(ref tries) == 1)
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                _reconciled.Enqueue(key.Name);
                return ReconcileResult.Done;
            },
            s_quick with
            {
                ReconcileTimeout = TimeSpan.FromMilliseconds(50),
            }
        );

        await Eventually.TrueAsync(() => _reconciled.Contains("a"));

        Assert.Contains("Error Controller test cut default/a short after 0.05 s.", _log.Lines);
    }

    [Fact]
    public async Task Work_that_does_not_end_is_left_after_the_drain_timeout()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"));
        using var client = server.CreateClient();
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource<ReconcileResult>();
        var controller = await RunAsync(
            client,
            builder => builder,
            (_, _) =>
            {
                begun.TrySetResult();
                return never.Task;
            },
            s_quick with
            {
                DrainTimeout = TimeSpan.FromMilliseconds(50),
            }
        );
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await _stop.CancelAsync();
        await controller;

        Assert.Contains("Warning Controller test left work unfinished after 0.05 s.", _log.Lines);
        never.SetResult(ReconcileResult.Done);
    }

    [Fact]
    public async Task On_cancellation_running_work_is_cancelled_and_waited_for()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1"));
        using var client = server.CreateClient();
        var begun = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        var ended = false;
        var controller = await RunAsync(
            client,
            builder => builder,
            async (_, cancellationToken) =>
            {
                begun.TrySetResult();
                var cancelled = new TaskCompletionSource();
                await using var registration = cancellationToken.Register(() => cancelled.TrySetResult());
                await cancelled.Task;
                await mayEnd.Task;
                ended = true;
                return ReconcileResult.Done;
            }
        );
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await _stop.CancelAsync();
        Assert.False(controller.IsCompleted);
        mayEnd.SetResult();
        await controller;

        Assert.True(ended);
    }

    private async Task<ScriptedServer> StartAsync(params string[] items)
    {
        var list = Answers.List("5", items);
        return await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch") ? _watch.RunAsync(context) : context.JsonAsync(list)
        );
    }

    private Task<Task> RunAsync(
        KubernetesClient client,
        Func<ControllerBuilder<ConfigMap>, ControllerBuilder<ConfigMap>> configure,
        Func<ObjectKey, ReconcileResult> reconcile
    ) => RunAsync(client, configure, (key, _) => Task.FromResult(reconcile(key)));

    private Task<Task> RunAsync(
        KubernetesClient client,
        Func<ControllerBuilder<ConfigMap>, ControllerBuilder<ConfigMap>> configure,
        Func<ObjectKey, CancellationToken, Task<ReconcileResult>> reconcile,
        ControllerOptions? options = null
    )
    {
        var informers = _informers = new InformerSet(
            client,
            TimeProvider.System,
            new Random(1),
            NullLoggerFactory.Instance
        );
        using var factory = new LoggerFactory([_log], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        var controller = _controller = configure(new ControllerBuilder<ConfigMap>("test", informers))
            .Build(new DelegateReconciler(reconcile), options ?? s_quick, TimeProvider.System, new Random(1), factory);
        var work = controller.RunAsync(_stop.Token);
        _running = Task.WhenAll(informers.RunAsync(_stop.Token), work);
        return Task.FromResult(work);
    }

    private sealed class DelegateReconciler(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> reconcile)
        : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) =>
            reconcile(key, cancellationToken);
    }
}
