using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>What an in-place update brings a machine to.</summary>
public sealed record InPlaceUpdates : ApiObject
{
    public string? Kubelet { get; init; }

    public string? OperatingSystemVersion { get; init; }

    public JsonElement? CredentialsRotation { get; init; }
}
