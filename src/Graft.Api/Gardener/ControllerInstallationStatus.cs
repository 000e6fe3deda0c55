using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>What is reported of an installation.</summary>
public sealed record ControllerInstallationStatus : ApiObject
{
    public IReadOnlyList<Condition>? Conditions { get; init; }

    public JsonElement? ProviderStatus { get; init; }
}
