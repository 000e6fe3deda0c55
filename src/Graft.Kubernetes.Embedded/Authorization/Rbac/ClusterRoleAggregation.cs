using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Gives every ClusterRole with an <c>aggregationRule</c> the rules of the roles that it selects.</summary>
internal sealed class ClusterRoleAggregation : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly ClusterWrites _writes;
    private readonly KeyLoop<string> _loop;

    public ClusterRoleAggregation(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        _store = cluster.Store;
        _writes = new ClusterWrites(cluster, "clusterrole-aggregation-controller");
        _loop = new KeyLoop<string>(
            "aggregation of cluster roles",
            ReconcileAsync,
            time,
            loggers.CreateLogger<ClusterRoleAggregation>()
        );
    }

    /// <summary>Brings all roles up to date once, and keeps them so.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Aggregated roles may be parts of others: each round brings at least one level to its end.
        for (var isChanged = true; isChanged; )
        {
            var before = _store.Current.ResourceVersion;
            foreach (var name in Aggregated())
            {
                await ReconcileAsync(name, cancellationToken);
            }
            isChanged = _store.Current.ResourceVersion != before;
        }
        _store.Committed += OnCommitted;
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private List<string> Aggregated() =>
        [
            .. _store
                .Current.List(RbacIndex.ClusterRoles)
                .Where(role => role.Value["aggregationRule"] is not null)
                .Select(role => role.Name),
        ];

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource == RbacIndex.ClusterRoles)
        {
            Aggregated().ForEach(_loop.Add);
        }
    }

    private async Task ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        var state = _store.Current;
        if (
            state.Find(RbacIndex.ClusterRoles, "", name) is not { } role
            || role.Value.ObjectAt("aggregationRule") is not { } aggregation
        )
        {
            return;
        }
        var rules = Rules(state, name, aggregation);
        if (!JsonNode.DeepEquals(rules, role.Value["rules"] ?? new JsonArray()))
        {
            await _writes.UpdateAsync(role, null, value => value["rules"] = rules.DeepClone(), cancellationToken);
        }
    }

    private static JsonArray Rules(StoreSnapshot state, string name, JsonObject aggregation)
    {
        var rules = new JsonArray();
        foreach (var selector in aggregation.Objects("clusterRoleSelectors").Select(LabelSelector.From))
        {
            foreach (var part in state.List(RbacIndex.ClusterRoles))
            {
                if (part.Name == name || !selector.Matches(part.Labels))
                {
                    continue;
                }
                foreach (var rule in part.Value.Objects("rules"))
                {
                    if (!rules.Any(known => JsonNode.DeepEquals(known, rule)))
                    {
                        rules.Add((JsonNode)rule.Copy());
                    }
                }
            }
        }
        return rules;
    }
}
