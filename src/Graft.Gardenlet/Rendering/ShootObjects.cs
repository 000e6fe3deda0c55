using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;

namespace Graft.Gardenlet.Rendering;

/// <summary>
/// Everything that the core writes into a seed for one Shoot. Operation and timestamp annotations are not here: the flow
/// adds them when it writes.
/// </summary>
public sealed record ShootObjects
{
    /// <summary><c>shoot--&lt;project&gt;--&lt;name&gt;</c>: the seed namespace and the name of <see cref="Cluster"/>.</summary>
    public required string TechnicalId { get; init; }

    public required Namespace Namespace { get; init; }

    public required Cluster Cluster { get; init; }

    /// <summary>In the order of the Shoot's pools; empty for a workerless Shoot.</summary>
    public required IReadOnlyList<PoolObjects> Pools { get; init; }

    /// <summary>Null for a workerless Shoot.</summary>
    public required Worker? Worker { get; init; }

    public IEnumerable<OperatingSystemConfig> OperatingSystemConfigs =>
        Pools.SelectMany(pool => new[] { pool.Provision, pool.Reconcile });

    public IEnumerable<ContainerRuntime> ContainerRuntimes => Pools.SelectMany(pool => pool.ContainerRuntimes);

    /// <summary>All objects as JSON, in the order in which the flow writes them.</summary>
    public IEnumerable<JsonObject> ToManifests()
    {
        IEnumerable<JsonObject> manifests =
        [
            Json(Namespace),
            Json(Cluster),
            .. OperatingSystemConfigs.Select(Json),
            .. ContainerRuntimes.Select(Json),
        ];
        return Worker is null ? manifests : manifests.Append(Json(Worker));
    }

    // The members that say what an object is come first, as readers expect.
    private static JsonObject Json<T>(T item)
        where T : class, IResource<T>
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)!;
        string[] first = ["apiVersion", "kind", "metadata"];
        return new JsonObject(
            json.OrderBy(member => Array.IndexOf(first, member.Key) is >= 0 and var index ? index : first.Length)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        );
    }
}
