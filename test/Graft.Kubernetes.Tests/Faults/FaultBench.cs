using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>Objects that change on a server, a copy of them behind whatever lies between, and the question whether it is right.</summary>
internal sealed class FaultBench(ClusterConnection direct, int objects, int seed) : IAsyncDisposable
{
    private static readonly KubernetesClientOptions s_impatient = new()
    {
        PingInterval = TimeSpan.FromSeconds(1),
        PingTimeout = TimeSpan.FromSeconds(1),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly CancellationTokenSource _stop = new();
    private Task _changing = Task.CompletedTask;

    /// <summary>Goes past all faults.</summary>
    public KubernetesClient Direct { get; } = Client(direct, TimeProvider.System);

    public ChangingObjects Objects { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A client whose pauses pass twenty times faster.</summary>
    public static KubernetesClient Hurried(ClusterConnection connection) => Client(connection, new HurriedTime(20));

    public static KubernetesClient Client(ClusterConnection connection, TimeProvider time) =>
        new(connection, s_impatient, time, new Random(1), NullLogger.Instance);

    public static WatchedCopy Copy(KubernetesClient client) =>
        new(client, new HurriedTime(20), NullLogger<Informer<ConfigMap>>.Instance);

    /// <summary>Makes the objects, and begins to change them by <paramref name="writer"/>, or directly.</summary>
    public async Task StartAsync(KubernetesClient? writer = null)
    {
        Objects = new ChangingObjects(writer ?? Direct, objects, seed);
        await Objects.CreateAsync(Cancel);
        _changing = Objects.ChangeAsync(4, TimeSpan.FromMilliseconds(10), _stop.Token, Cancel);
    }

    /// <summary>Waits for so many further changes.</summary>
    public async Task ChangesAsync(int count)
    {
        var target = Objects.Writes + count;
        await Eventually.TrueAsync(() => Objects.Writes >= target || _changing.IsCompleted);
        Assert.False(_changing.IsFaulted, _changing.Exception?.ToString());
    }

    /// <summary>Ends the changes, and waits until the copy is what the server has and what was written.</summary>
    public async Task ConvergeAsync(WatchedCopy copy, string circumstances)
    {
        await _stop.CancelAsync();
        await _changing;
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (await copy.DifferenceAsync(Direct, Objects, Cancel) is { } difference)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{circumstances}: {difference}");
            await Task.Delay(50, Cancel);
        }
        Assert.True(copy.Faults.Count == 0, $"{circumstances}: {string.Join("; ", copy.Faults.Take(5))}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _changing;
        Direct.Dispose();
        _stop.Dispose();
    }
}
