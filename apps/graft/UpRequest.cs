using System.Text.Json.Nodes;
using Graft.Landscape;

namespace Graft.Cli;

/// <summary>What <c>graft up</c> was asked for.</summary>
internal sealed record UpRequest
{
    public required IReadOnlyList<JsonObject> Manifests { get; init; }

    public required LandscapeOptions Landscape { get; init; }

    public bool ExitWhenReady { get; init; }

    public TimeSpan Timeout { get; init; }
}
