using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>A general extension of a Shoot.</summary>
public sealed record ShootExtension : ApiObject
{
    public string? Type { get; init; }

    public JsonElement? ProviderConfig { get; init; }

    public bool? Disabled { get; init; }
}
