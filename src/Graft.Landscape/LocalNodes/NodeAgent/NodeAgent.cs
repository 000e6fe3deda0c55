using System.Text.Json.Nodes;
using System.Threading.Channels;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Yaml;
using Graft.Landscape.LocalNodes.Files;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>
/// Does on a local node what gardener-node-agent does: finds its configuration in the shoot cluster, under the name that
/// the user data left on the node, and keeps the node at it.
/// </summary>
internal sealed partial class NodeAgent(
    string node,
    NodeRoot root,
    Version containerdVersion,
    ConfigurationApplier applier,
    Informer<Secret> secrets,
    TimeProvider time,
    ILogger<NodeAgent> logger
)
{
    private const string ConfigurationPath = "/var/lib/gardener-node-agent/config.yaml";
    private const string SecretKey = "osc.yaml";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Applies the configuration now and whenever it changes, until cancelled. After each time <paramref name="applied"/> is
    /// told the Secret that was applied and the units that were started.
    /// </summary>
    public async Task RunAsync(
        Func<Secret, IReadOnlyList<string>, CancellationToken, Task> applied,
        CancellationToken cancellationToken
    )
    {
        var key = new ObjectKey("kube-system", SecretName());
        var changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        using var subscription = secrets.Subscribe(change =>
        {
            if (change.Key == key)
            {
                changes.Writer.TryWrite(true);
            }
        });
        while (await changes.Reader.WaitToReadAsync(cancellationToken))
        {
            changes.Reader.TryRead(out _);
            if (secrets.Find(key) is { } secret)
            {
                await ApplyAsync(secret, applied, changes.Writer, cancellationToken);
            }
        }
    }

    private async Task ApplyAsync(
        Secret secret,
        Func<Secret, IReadOnlyList<string>, CancellationToken, Task> applied,
        ChannelWriter<bool> again,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var yaml = secret.GetText(SecretKey) ?? throw new LocalNodeException($"the Secret has no key {SecretKey}");
            var configuration = NodeConfiguration.Read(yaml, node);
            var started = await applier.ApplyAsync(configuration, containerdVersion, cancellationToken);
            Log.Applied(logger, node, secret.Metadata.Name, started.Count);
            await applied(secret, started, cancellationToken);
        }
        // One failure must not end the agent: the configuration may become right, or the node whole again.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Failed(logger, node, exception);
            await Task.Delay(RetryDelay, time, cancellationToken);
            again.TryWrite(true);
        }
    }

    private string SecretName() =>
        (string?)
            (YamlDocument.Parse(root.TryReadText(ConfigurationPath) ?? "") as JsonObject)
                ?["controllers"]
                ?["operatingSystemConfig"]
                ?["secretName"]
        ?? throw new LocalNodeException($"{ConfigurationPath} of node {node} names no Secret");

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Node {Node} is at the configuration of Secret {Secret}; {Count} units were started."
        )]
        public static partial void Applied(ILogger logger, string node, string? secret, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration of node {Node} could not be applied.")]
        public static partial void Failed(ILogger logger, string node, Exception exception);
    }
}
