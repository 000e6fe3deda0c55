using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Controllers.Nodes;
using Graft.Kubernetes.Embedded.CustomResources;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded;

/// <summary>What runs inside a cluster beside its API: the parts of a controller manager that it has.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="authority">The certificate of the authority that signed the server's, in PEM.</param>
/// <param name="nodeGrace">How long a node may be silent.</param>
/// <param name="time">The clock of all loops.</param>
/// <param name="loggers">For what fails in them.</param>
internal sealed class ControlLoops(
    LogicalCluster cluster,
    string authority,
    TimeSpan nodeGrace,
    TimeProvider time,
    ILoggerFactory loggers
) : IAsyncDisposable
{
    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly CustomResourceDefinitions _definitions = new(cluster, time, loggers);
    private readonly ClusterRoleAggregation _aggregation = new(cluster, time, loggers);
    private readonly GarbageCollector _collector = new(cluster, time, loggers);
    private readonly NamespaceIdentity _identity = new(cluster, authority, time, loggers);
    private readonly SecretTokenController _secretTokens = new(cluster, authority, time, loggers);
    private readonly NamespaceLifecycle _namespaces = new(cluster, time, loggers);
    private readonly NodeLifecycle _nodes = new(cluster, nodeGrace, time, loggers);
    private readonly EventExpiry _events = new(cluster, time, loggers);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _definitions.Start();
        await Task.WhenAll(Namespaces.Select(name => EnsureNamespaceAsync(name, cancellationToken)));
        await new BootstrapRoles(cluster.Store, cluster.Registry, cluster.Writer).EnsureAsync(cancellationToken);
        await _aggregation.StartAsync(cancellationToken);
        _collector.Start();
        _namespaces.Start();
        _nodes.Start();
        _events.Start();
        _identity.Start();
        _secretTokens.Start();
    }

    /// <inheritdoc cref="NamespaceIdentity.EnsureAsync"/>
    public Task EnsureIdentityAsync(string @namespace, CancellationToken cancellationToken) =>
        _identity.EnsureAsync(@namespace, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _nodes.DisposeAsync();
        await _secretTokens.DisposeAsync();
        await _identity.DisposeAsync();
        await _namespaces.DisposeAsync();
        await _collector.DisposeAsync();
        await _aggregation.DisposeAsync();
        await _definitions.DisposeAsync();
    }

    private async Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var definition = cluster.Registry.FindStored(NamespaceGate.Namespaces)!;
        if (cluster.Store.Find(definition.GroupResource, "", name) is not null)
        {
            return;
        }
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        try
        {
            await cluster.Writer.CreateAsync(
                definition,
                null,
                body,
                WriteContext.Controller("kube-apiserver"),
                cancellationToken
            );
        }
        catch (ApiException exception) when (exception.Reason == "AlreadyExists")
        {
            // Somebody was quicker; it is there.
        }
    }
}
