using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>
/// The extension is killed at its first, second, third ... request, once before the server has it and once before the answer
/// arrives; the next process must end where an undisturbed one ends. Secrets that only the garbage collector's label keeps
/// from being orphans are left out: a death between two requests may leave some.
/// </summary>
public sealed class KilledAtAnyAwaitTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    /// <summary>No operation has so many requests: more would be a loop.</summary>
    private const int TooMany = 80;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create")]
    [InlineData("change")]
    [InlineData("delete one of two")]
    [InlineData("delete the last")]
    [InlineData("delete both at once")]
    [InlineData("migrate")]
    [InlineData("restore")]
    [InlineData("force delete")]
    [InlineData("delete in a sleeping Shoot")]
    [InlineData("uninstall")]
    public async Task The_next_process_ends_as_if_nothing_had_been(string name)
    {
        var operation = LifeOperation.Of(name);
        var (undisturbed, _) = await RunAsync(operation, null);
        foreach (var isProcessed in (bool[])[false, true])
        {
            var survived = false;
            for (var request = 1; !survived; request++)
            {
                Assert.True(request < TooMany, $"{name} has {request} requests and more");
                var death = new Death(request, isProcessed);
                var (disturbed, hasDied) = await RunAsync(operation, death);
                Assert.True(
                    undisturbed.Objects == disturbed.Objects,
                    $"{name}, {death}:\n{disturbed.Objects}\ninstead of\n{undisturbed.Objects}"
                );
                survived = !hasDied;
            }
        }
    }

    private async Task<(Snapshot End, bool HasDied)> RunAsync(LifeOperation operation, Death? death)
    {
        var ns = await seed.CreateShootAsync();
        await using (Start(seed.Client, operation, new PastTime()))
        {
            await operation.PrepareAsync(seed, ns);
        }
        var hasDied = death is not null && await DieAsync(operation, ns, death);
        if (death is null)
        {
            await operation.ActAsync(seed, ns);
        }
        if (death is null || hasDied)
        {
            await seed.CatchUpAsync(ns);
            await using (Start(seed.Client, operation, TimeProvider.System))
            {
                await DoneAsync(operation, ns, $"after {death}");
            }
        }
        return (await Snapshot.TakeAsync(seed.Client, ns), hasDied);
    }

    /// <summary>Acts under a process that may die of it; whether it did.</summary>
    private async Task<bool> DieAsync(LifeOperation operation, string ns, Death death)
    {
        using var mortal = new MortalClient(seed.Client, death);
        await using var process = Start(mortal, operation, TimeProvider.System);
        await operation.ActAsync(seed, ns);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var done = DoneAsync(operation, ns, $"before {death}", over.Token);
        var first = await Task.WhenAny(done, mortal.Died);
        await over.CancelAsync();
        if (first == done)
        {
            await done;
        }
        return mortal.Died.IsCompleted;
    }

    private async Task DoneAsync(LifeOperation operation, string ns, string when, CancellationToken? token = null)
    {
        try
        {
            await seed.UntilAsync(() => operation.IsDone(seed, ns), token ?? Token);
        }
        catch (TimeoutException exception)
        {
            var present = await Snapshot.TakeAsync(seed.Client, ns);
            throw new TimeoutException($"not done {when}:\n{present.Objects}", exception);
        }
    }

    private static ExtensionProcess Start(IKubernetesClient client, LifeOperation operation, TimeProvider time) =>
        new(client, new ExtensionProcess.Settings { Arguments = operation.Arguments, Time = time });
}
