namespace Graft.Api.Gardener;

/// <summary>Settings of containerd; purpose <c>reconcile</c> only.</summary>
public sealed record ContainerdConfig : ApiObject
{
    public string? SandboxImage { get; init; }

    public IReadOnlyList<RegistryConfig>? Registries { get; init; }

    public IReadOnlyList<PluginConfig>? Plugins { get; init; }
}
