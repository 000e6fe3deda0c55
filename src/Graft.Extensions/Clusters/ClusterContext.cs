using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.Extensions.Clusters;

/// <summary>What an extension knows of the Shoot that it works for; read out of the <c>Cluster</c> in the seed.</summary>
public sealed record ClusterContext
{
    /// <summary>The object as it stands in the seed.</summary>
    public required Cluster Cluster { get; init; }

    /// <summary>The copy of the Shoot; its status may be missing.</summary>
    public required Shoot Shoot { get; init; }

    /// <summary>The copy of the CloudProfile; empty where the Cluster has none. Decoded when first asked for.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names the Cluster.</exception>
    public CloudProfile CloudProfile
    {
        get =>
            field ??= Decode(Cluster, "cloudProfile", Cluster.Spec?.CloudProfile, CloudProfile.JsonTypeInfo) ?? new();
        init;
    }

    /// <summary>The copy of the Seed, where the Cluster has one.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names the Cluster.</exception>
    public Seed? Seed
    {
        get => field ??= Decode(Cluster, "seed", Cluster.Spec?.Seed, Seed.JsonTypeInfo);
        init;
    }

    /// <summary>The Shoot's namespace in the seed, which the Cluster is named like.</summary>
    public string Namespace => Cluster.Metadata.Name ?? "";

    /// <summary>The Shoot's own version; a pool may have a lower one.</summary>
    /// <exception cref="InvalidDataException">The Shoot states none, or no version.</exception>
    public KubernetesVersion KubernetesVersion =>
        KubernetesVersion.TryParse(Shoot.Spec?.Kubernetes?.Version, out var version)
            ? version
            : throw new InvalidDataException($"the Shoot of Cluster {Namespace} states no usable Kubernetes version");

    /// <summary>The Shoot is to sleep: its API server and resource manager do not run.</summary>
    public bool IsHibernated => Shoot.Spec?.Hibernation?.Enabled == true;

    /// <summary>The Shoot failed for good; extensions leave its objects alone until somebody retries.</summary>
    public bool IsFailed => Shoot.Status?.LastOperation?.State == LastOperationState.Failed;

    /// <summary>The owner gave the Shoot up; nothing in it is waited for.</summary>
    public bool IsForceDeleted =>
        Shoot.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ConfirmationForceDeletion) == "true";

    /// <exception cref="InvalidDataException">The Cluster carries no readable Shoot; the message names the Cluster.</exception>
    public static ClusterContext Read(Cluster cluster) =>
        new()
        {
            Cluster = cluster,
            Shoot =
                Decode(cluster, "shoot", cluster.Spec?.Shoot, Shoot.JsonTypeInfo)
                ?? throw new InvalidDataException($"Cluster {cluster.Metadata.Name} carries no Shoot"),
        };

    private static T? Decode<T>(Cluster cluster, string field, JsonElement? raw, JsonTypeInfo<T> json)
        where T : ApiObject
    {
        if (raw is not { ValueKind: not JsonValueKind.Null } element)
        {
            return null;
        }
        try
        {
            return element.Deserialize(json);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"could not decode spec.{field} of Cluster {cluster.Metadata.Name}: {exception.Message}",
                exception
            );
        }
    }
}
