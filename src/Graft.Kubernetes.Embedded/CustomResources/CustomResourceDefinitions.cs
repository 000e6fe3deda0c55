using System.Text.Json.Nodes;
using System.Threading.Channels;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>
/// Serves the kinds of CustomResourceDefinitions: from the moment one is stored, and until it and all its objects are gone.
/// </summary>
internal sealed partial class CustomResourceDefinitions : IAsyncDisposable
{
    public static readonly GroupResource Resource = new("apiextensions.k8s.io", "customresourcedefinitions");

    private readonly LogicalCluster _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public CustomResourceDefinitions(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        _cluster = cluster;
        _time = time;
        _logger = loggers.CreateLogger<CustomResourceDefinitions>();
    }

    /// <summary>Serves what was stored before, and then follows changes.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _cluster.Store.Committed += OnCommitted;
        foreach (var definition in _cluster.Store.Current.List(Resource))
        {
            Serve(definition);
            _changed.Writer.TryWrite(definition.Name);
        }
        cancellationToken.ThrowIfCancellationRequested();
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        await _stopping.CancelAsync();
        _changed.Writer.TryComplete();
        await _running;
        _stopping.Dispose();
    }

    private static GroupResource Names(JsonObject definition) =>
        new(definition.Text("spec", "group") ?? "", definition.Text("spec", "names", "plural") ?? "");

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource == Resource)
        {
            if (change.Type == StoreEventType.Deleted)
            {
                _cluster.Registry.Remove(Names(change.Object.Value));
            }
            else
            {
                _changed.Writer.TryWrite(change.Object.Name);
            }
        }
        else if (
            change.Type == StoreEventType.Deleted
            && change.Object.Resource.Group.Contains('.', StringComparison.Ordinal)
        )
        {
            _changed.Writer.TryWrite(change.Object.Resource.ToString());
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in _changed.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            try
            {
                await ReconcileAsync(name, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // One bad definition must not stop the others from being served.
                Log.Failed(_logger, name, exception);
            }
        }
    }

    private async Task ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_cluster.Store.Find(Resource, "", name) is not { } stored)
        {
            return;
        }
        if (stored.IsDeleting)
        {
            await CleanUpAsync(stored, cancellationToken);
            return;
        }
        Serve(stored);
        await UpdateAsync(
            stored,
            "status",
            value => CustomResourceStatus.Establish(value, _time.GetUtcNow()),
            cancellationToken
        );
    }

    private void Serve(StoredObject definition)
    {
        if (!definition.IsDeleting)
        {
            _cluster.Registry.Set(Names(definition.Value), CustomResourceReader.Read(definition.Value));
        }
    }

    /// <summary>A definition goes after the last of its objects.</summary>
    private async Task CleanUpAsync(StoredObject definition, CancellationToken cancellationToken)
    {
        var kind = Names(definition.Value);
        if (_cluster.Registry.FindStored(kind) is { } served)
        {
            var left = _cluster.Store.Current.List(kind).ToList();
            foreach (var value in left.Where(value => !value.IsDeleting))
            {
                await DeleteAsync(served, value, cancellationToken);
            }
            if (_cluster.Store.Current.List(kind).Any())
            {
                // Finalizers hold some; the last one's deletion comes back here.
                return;
            }
        }
        await UpdateAsync(
            definition,
            null,
            value =>
            {
                var rest = value
                    .Texts("metadata", "finalizers")
                    .Where(finalizer => finalizer != CustomResourceRules.Cleanup)
                    .ToList();
                value.Metadata()["finalizers"] = JsonNodes.ToArray(rest);
            },
            cancellationToken
        );
    }

    private async Task DeleteAsync(ResourceDefinition kind, StoredObject value, CancellationToken cancellationToken)
    {
        try
        {
            await _cluster.Deleter.DeleteAsync(
                kind,
                value.Namespace.Length == 0 ? null : value.Namespace,
                value.Name,
                DeleteRequest.Background,
                WriteContext.Controller("kube-apiserver"),
                cancellationToken
            );
        }
        catch (ApiException exception) when (exception.Code == 404)
        {
            // Gone already.
        }
    }

    private async Task UpdateAsync(
        StoredObject definition,
        string? subresource,
        Action<JsonObject> change,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await _cluster.Writer.UpdateAsync(
                _cluster.Registry.FindStored(Resource)!,
                null,
                definition.Name,
                subresource,
                current =>
                {
                    var value = current.Copy();
                    change(value);
                    return value;
                },
                WriteContext.Controller("kube-apiserver"),
                cancellationToken
            );
        }
        catch (ApiException exception) when (exception.Code == 404)
        {
            // Deleted in the meantime.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Custom resource definition {Name} could not be served")]
        public static partial void Failed(ILogger logger, string name, Exception exception);
    }
}
