using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.CustomResources;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Rest;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded;

/// <summary>What runs inside a cluster beside its API: the parts of a controller manager that it has.</summary>
internal sealed class ControlLoops(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly CustomResourceDefinitions _definitions = new(cluster, time, loggers);
    private readonly ClusterRoleAggregation _aggregation = new(cluster, time, loggers);
    private readonly GarbageCollector _collector = new(cluster, time, loggers);
    private readonly NamespaceLifecycle _namespaces = new(cluster, time, loggers);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _definitions.Start();
        await Task.WhenAll(Namespaces.Select(name => EnsureNamespaceAsync(name, cancellationToken)));
        await new BootstrapRoles(cluster.Store, cluster.Registry, cluster.Writer).EnsureAsync(cancellationToken);
        await _aggregation.StartAsync(cancellationToken);
        _collector.Start();
        _namespaces.Start();
    }

    public async ValueTask DisposeAsync()
    {
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
