using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Restrictions on a value that do not change its structure. Inside allOf, anyOf, oneOf and not, they also reach into
/// properties and items.
/// </summary>
internal sealed record ValueRules
{
    public static ValueRules None { get; } = new();

    /// <summary>A type within a logical junctor; only the int-or-string pattern has one.</summary>
    public string Type { get; init; } = "";

    public string? Format { get; init; }

    public double? Minimum { get; init; }

    public bool ExcludesMinimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExcludesMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    public GoRegex? Pattern { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    public IReadOnlyList<ValueRules> AllOf { get; init; } = [];

    public IReadOnlyList<ValueRules> AnyOf { get; init; } = [];

    public IReadOnlyList<ValueRules> OneOf { get; init; } = [];

    public ValueRules? Not { get; init; }

    public IReadOnlyDictionary<string, ValueRules> Properties { get; init; } =
        FrozenDictionary<string, ValueRules>.Empty;

    public ValueRules? Items { get; init; }
}
