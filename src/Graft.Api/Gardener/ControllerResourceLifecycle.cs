namespace Graft.Api.Gardener;

/// <summary>When an extension acts relative to the Shoot's API server.</summary>
public sealed record ControllerResourceLifecycle : ApiObject
{
    public string? Reconcile { get; init; }

    public string? Delete { get; init; }

    public string? Migrate { get; init; }
}
