using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>What the statuses of all extension objects share.</summary>
public record ExtensionStatus : ApiObject
{
    public IReadOnlyList<Condition>? Conditions { get; init; }

    public LastError? LastError { get; init; }

    public LastOperation? LastOperation { get; init; }

    public long? ObservedGeneration { get; init; }

    public JsonElement? ProviderStatus { get; init; }

    public IReadOnlyList<NamedResourceReference>? Resources { get; init; }

    public JsonElement? State { get; init; }
}
