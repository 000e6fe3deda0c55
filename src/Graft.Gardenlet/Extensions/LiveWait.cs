using Graft.Api;
using Graft.Gardenlet.Flow;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Extensions;

/// <summary>Waits, by watch, until the objects of a kind are together as they should be.</summary>
internal sealed class LiveWait<T>(IKubernetesClient client, ListOptions options, TimeSpan limit, TimeProvider time)
    where T : class, IResource<T>
{
    /// <param name="check">What is still wrong; null ends the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CodedException">The limit passed; the message is what was wrong last.</exception>
    public async Task UntilAsync(Func<IReadOnlyCollection<T>, string?> check, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        string? problem = null;
        try
        {
            await foreach (var items in new LiveList<T>(client, Resource.Of<T>(), options, time).ReadAsync(any.Token))
            {
                problem = check(items);
                if (problem is null)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CodedException(problem ?? $"no {T.ResourceType.Plural} could be read", []);
        }
    }
}
