using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>One run over one Shoot: what is to be done, and what was read from the garden for it.</summary>
internal sealed record ShootOperation
{
    public required Shoot Shoot { get; init; }

    public required CloudProfile CloudProfile { get; init; }

    public required Seed? Seed { get; init; }

    public required string TechnicalId { get; init; }

    /// <summary>One of <see cref="LastOperationType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>What extensions keep for a Shoot that moves between seeds; read for a restoration only.</summary>
    public ShootState? State { get; init; }

    public ObjectKey Key => new(Shoot.Metadata.Namespace, Shoot.Metadata.Name!);

    public bool IsHibernated => Shoot.Spec?.Hibernation?.Enabled == true;

    public bool IsWorkerless => Shoot.Spec?.Provider?.Workers is null or { Count: 0 };

    public string KubernetesVersion => Shoot.Spec?.Kubernetes?.Version ?? "";
}
