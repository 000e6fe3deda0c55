namespace Graft.Extensions.Controllers;

/// <summary>How an extension's controllers work.</summary>
public sealed record ExtensionControllerOptions
{
    /// <summary>Objects of one kind in work at once. Default 5, as Gardener's extensions have it.</summary>
    public int MaxConcurrentReconciles { get; init; } = 5;

    /// <summary>Objects whose health is looked at at once. Default 5, as Gardener's extensions have it.</summary>
    public int HealthCheckMaxConcurrentReconciles { get; init; } = 5;

    /// <summary>
    /// Reconciles every change of a specification and of the Cluster, instead of only what the operation annotation asks
    /// for. Default off: when something happens to a Shoot is the core's decision, within the maintenance window.
    /// </summary>
    public bool IgnoreOperationAnnotation { get; init; }

    /// <summary>The class of objects that are served; one of <see cref="Controllers.ExtensionClass"/>.</summary>
    public string ExtensionClass { get; init; } = Controllers.ExtensionClass.Shoot;

    /// <summary>Names of controllers that are not run, such as <c>containerruntime</c>. Default: none.</summary>
    public IReadOnlyList<string> DisabledControllers { get; init; } = [];
}
