namespace Graft.Api.Gardener;

/// <summary>Hosts that serve an upstream registry.</summary>
public sealed record RegistryConfig : ApiObject
{
    public string? Upstream { get; init; }

    public string? Server { get; init; }

    public bool? ReadinessProbe { get; init; }

    public IReadOnlyList<RegistryHost>? Hosts { get; init; }
}
