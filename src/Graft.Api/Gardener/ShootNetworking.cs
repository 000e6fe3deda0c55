using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The networks of a Shoot.</summary>
public sealed record ShootNetworking : ApiObject
{
    public string? Type { get; init; }

    public string? Pods { get; init; }

    public string? Nodes { get; init; }

    public string? Services { get; init; }

    public IReadOnlyList<string>? IpFamilies { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
