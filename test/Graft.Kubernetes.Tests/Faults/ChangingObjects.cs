using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>
/// Objects that change all the time. Each has a count that grows with every write, deletions and new beginnings included, and
/// one worker that writes it, so that for each the last write is known, whatever became of single requests.
/// </summary>
internal sealed class ChangingObjects(KubernetesClient client, int count, int seed)
{
    public const string Namespace = "default";
    private readonly ConcurrentDictionary<string, int?> _written = [];
    private int _writes;

    /// <summary>How many writes have been confirmed.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The count of each object as last written; null where it is deleted.</summary>
    public IReadOnlyDictionary<string, int?> Written => _written;

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await CreateAsync(Name(i), 1, cancellationToken);
        }
    }

    /// <summary>Changes objects until told to stop; ends when every request that was begun has a known outcome.</summary>
    public Task ChangeAsync(int workers, TimeSpan pause, CancellationToken stop, CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(worker => Task.Run(() => WorkAsync(worker, workers, pause, stop, cancellationToken)))
        );

    public static int CountOf(ConfigMap item) => int.Parse(item.Data!["count"], CultureInfo.InvariantCulture);

    private async Task WorkAsync(
        int worker,
        int workers,
        TimeSpan pause,
        CancellationToken stop,
        CancellationToken cancellationToken
    )
    {
        var random = new Random(seed + worker);
        var next = _written.Values.Max() ?? 1;
        while (!stop.IsCancellationRequested)
        {
            var name = Name(random.Next((count - worker + workers - 1) / workers) * workers + worker);
            next++;
            if (_written[name] is null)
            {
                await CreateAsync(name, next, cancellationToken);
            }
            else if (random.Next(20) == 0)
            {
                await DeleteAsync(name, cancellationToken);
            }
            else
            {
                await SetAsync(name, next, cancellationToken);
            }
            await Task.Delay(pause, cancellationToken);
        }
    }

    private Task CreateAsync(string name, int value, CancellationToken cancellationToken) =>
        UntilDoneAsync(
            name,
            value,
            () =>
                client.CreateAsync(
                    new ConfigMap
                    {
                        Metadata = new() { Namespace = Namespace, Name = name },
                        Data = new Dictionary<string, string> { ["count"] = Text(value) },
                    },
                    cancellationToken
                ),
            // An earlier try had been carried out.
            exception => exception.IsAlreadyExists,
            cancellationToken
        );

    private Task SetAsync(string name, int value, CancellationToken cancellationToken) =>
        UntilDoneAsync(
            name,
            value,
            () =>
                client.PatchAsync<ConfigMap>(
                    new ObjectKey(Namespace, name),
                    Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["count"] = Text(value) } }),
                    cancellationToken
                ),
            _ => false,
            cancellationToken
        );

    private Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        UntilDoneAsync(
            name,
            null,
            () => client.DeleteAsync<ConfigMap>(new ObjectKey(Namespace, name), cancellationToken),
            exception => exception.IsNotFound,
            cancellationToken
        );

    private async Task UntilDoneAsync(
        string name,
        int? value,
        Func<Task> write,
        Func<KubernetesException, bool> isDone,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                await write();
                break;
            }
            catch (KubernetesException exception) when (isDone(exception))
            {
                break;
            }
            catch (Exception exception)
                when (exception is HttpRequestException or KubernetesException { IsTransient: true })
            {
                await Task.Delay(20, cancellationToken);
            }
        }
        _written[name] = value;
        Interlocked.Increment(ref _writes);
    }

    private static string Name(int index) => $"object-{index}";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
