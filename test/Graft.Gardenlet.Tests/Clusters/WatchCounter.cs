using System.Reflection;
using System.Threading.Channels;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Tests.Clusters;

/// <summary>A client that counts the watches begun through it: whoever lists and then watches has seen its list by then.</summary>
public class WatchCounter : DispatchProxy
{
    private readonly Channel<string> _begun = Channel.CreateUnbounded<string>();
    private IKubernetesClient? _inner;

    public static (IKubernetesClient Client, WatchCounter Watches) Around(IKubernetesClient inner)
    {
        var client = Create<IKubernetesClient, WatchCounter>();
        var counter = (WatchCounter)(object)client;
        counter._inner = inner;
        return (client, counter);
    }

    /// <summary>Until one more watch was begun than was waited for before.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await _begun
            .Reader.ReadAsync(cancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IKubernetesClient.WatchAsync))
        {
            _begun.Writer.TryWrite(targetMethod.Name);
        }
        return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
