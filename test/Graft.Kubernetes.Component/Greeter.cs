using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Component;

/// <summary>Reads each ConfigMap and says its name.</summary>
internal sealed partial class Greeter(IKubernetesClient client, ILogger<Greeter> logger) : IReconciler
{
    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var found = await client.FindAsync<ConfigMap>(key, cancellationToken);
        Log.Greeting(logger);
        await Console.Out.WriteLineAsync($"greeted {found?.Metadata.Name}");
        return ReconcileResult.Done;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Hello there.")]
        public static partial void Greeting(ILogger logger);
    }
}
