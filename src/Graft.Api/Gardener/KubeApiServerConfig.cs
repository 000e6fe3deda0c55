using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>Settings of a Shoot's API server.</summary>
public sealed record KubeApiServerConfig : ApiObject
{
    public IReadOnlyList<AdmissionPlugin>? AdmissionPlugins { get; init; }

    public JsonElement? AuditConfig { get; init; }
}
