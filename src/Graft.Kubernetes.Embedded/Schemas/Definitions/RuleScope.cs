using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>What is known of the place of a schema before its rules are compiled.</summary>
/// <param name="Cardinality">How many values there can be in an object; null where nothing limits them.</param>
/// <param name="UncorrelatablePath">The highest part whose old values cannot be found again; null where all can.</param>
internal sealed record RuleScope(ulong? Cardinality, FieldPath? UncorrelatablePath)
{
    public RuleScope Uncorrelatable(FieldPath path) =>
        UncorrelatablePath is null ? this with { UncorrelatablePath = path } : this;

    public RuleScope OfItems(SchemaReader reader) => Times(reader.Integer("maxItems"));

    public RuleScope OfValues(SchemaReader reader, string type) =>
        type == "object" ? Times(reader.Integer("maxProperties")) : this;

    private RuleScope Times(long? most) =>
        this with
        {
            Cardinality =
                Cardinality is { } cardinality && most is { } factor
                    ? RuleCost.Multiply(cardinality, (ulong)Math.Max(factor, 0))
                    : null,
        };
}
