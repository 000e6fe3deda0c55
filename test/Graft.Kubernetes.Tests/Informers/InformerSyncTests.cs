using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Tests.Transport;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Informers;

/// <summary>Waiting for a first sync ends, whatever the server does.</summary>
public sealed class InformerSyncTests
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_informer_says_why_it_is_not_synced_yet()
    {
        await using var server = await RefusingServerAsync(() => true);
        using var client = server.CreateClient();
        var informer = Create(client);
        Assert.Equal("its informer has not been started", informer.ReasonNotSynced);
        using var stop = new CancellationTokenSource();
        var running = informer.RunAsync(stop.Token);

        await Eventually.TrueAsync(() => informer.ReasonNotSynced == "configmaps is forbidden");
        Assert.False(informer.IsSynced);

        await stop.CancelAsync();
        await running;
        Assert.Equal("its informer has been stopped", informer.ReasonNotSynced);
    }

    [Fact]
    public async Task A_kind_that_is_refused_for_long_ends_the_waiting_but_not_the_trying()
    {
        var isRefused = true;
        await using var server = await RefusingServerAsync(() => Volatile.Read(ref isRefused));
        using var client = server.CreateClient();
        var informer = Create(client);
        using var stop = new CancellationTokenSource();
        var running = informer.RunAsync(stop.Token);
        var waiting = informer.WaitUntilSyncedAsync(Cancel);

        await AdvanceAsync(() => waiting.IsCompleted);
        var failure = await Assert.ThrowsAsync<InformerNotSyncedException>(() => waiting);
        Assert.Equal("the cache of kind ConfigMap was not filled: configmaps is forbidden", failure.Message);
        Assert.True(Assert.IsType<KubernetesException>(failure.InnerException).IsForbidden);
        Assert.InRange(
            _time.GetUtcNow() - new ManualTimeProvider().GetUtcNow(),
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMinutes(2)
        );
        await Assert.ThrowsAsync<InformerNotSyncedException>(() => informer.WaitUntilSyncedAsync(Cancel));

        Volatile.Write(ref isRefused, false);
        await AdvanceAsync(() => informer.IsSynced);
        await informer.WaitUntilSyncedAsync(Cancel);
        Assert.Null(informer.ReasonNotSynced);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Waiting_ends_when_the_informer_is_stopped_or_the_time_is_over_or_the_caller_has_enough()
    {
        await using var server = await ScriptedServer.StartAsync(context => context.StallAsync());
        using var client = server.CreateClient();
        var informer = Create(client);
        using var enough = new CancellationTokenSource();
        var never = informer.WaitUntilSyncedAsync(enough.Token);
        var late = informer.WaitUntilSyncedAsync(TimeSpan.FromSeconds(3), Cancel);

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        _time.Advance(TimeSpan.FromSeconds(3));
        var failure = await Assert.ThrowsAsync<InformerNotSyncedException>(() => late);
        Assert.EndsWith("was not filled within 3 s: its informer has not been started", failure.Message);

        using var stop = new CancellationTokenSource();
        var running = informer.RunAsync(stop.Token);
        var stopped = informer.WaitUntilSyncedAsync(Cancel);
        await stop.CancelAsync();
        await running;
        failure = await Assert.ThrowsAsync<InformerNotSyncedException>(() => stopped);
        Assert.EndsWith("its informer has been stopped", failure.Message);
    }

    [Fact]
    public async Task A_server_that_is_only_down_does_not_end_the_waiting()
    {
        var isDown = true;
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : Volatile.Read(ref isDown) ? context.JsonAsync(Answers.Status(500, "InternalError", "down"), 500)
            : context.JsonAsync(Answers.List("5"))
        );
        using var client = server.CreateClient();
        var informer = Create(client);
        using var stop = new CancellationTokenSource();
        var running = informer.RunAsync(stop.Token);
        var waiting = informer.WaitUntilSyncedAsync(Cancel);
        var begun = _time.GetUtcNow();
        await AdvanceAsync(() => _time.GetUtcNow() - begun > TimeSpan.FromMinutes(3));
        Assert.False(waiting.IsCompleted);

        Volatile.Write(ref isDown, false);
        await AdvanceAsync(() => waiting.IsCompleted);
        await waiting;

        await stop.CancelAsync();
        await running;
    }

    /// <summary>Moves the clock whenever the informer sleeps.</summary>
    private async Task AdvanceAsync(Func<bool> isOver)
    {
        await Eventually.TrueAsync(() =>
        {
            if (_time.PendingTimers > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }
            return isOver();
        });
    }

    private static Task<ScriptedServer> RefusingServerAsync(Func<bool> isRefused) =>
        ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : isRefused() ? context.JsonAsync(Answers.Status(403, "Forbidden", "configmaps is forbidden"), 403)
            : context.JsonAsync(Answers.List("5"))
        );

    private Informer<ConfigMap> Create(KubernetesClient client) =>
        new(
            client,
            Resource.Of<ConfigMap>(),
            InformerScope.All,
            _time,
            new Random(1),
            NullLogger<Informer<ConfigMap>>.Instance
        );
}
