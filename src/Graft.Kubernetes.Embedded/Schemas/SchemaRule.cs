using Graft.Kubernetes.Embedded.Schemas.Cel;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>One entry of <c>x-kubernetes-validations</c>.</summary>
internal sealed record SchemaRule
{
    /// <summary>Yields true where the value is fine.</summary>
    public required CelProgram Program { get; init; }

    /// <summary>The expression as written.</summary>
    public required string Text { get; init; }

    /// <summary>What to tell the user; null for <c>failed rule: …</c>.</summary>
    public string? Message { get; init; }

    /// <summary>Computes the message.</summary>
    public CelProgram? MessageProgram { get; init; }

    /// <summary>FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</summary>
    public required string Reason { get; init; }

    /// <summary>The rule also holds where there is no older value, which it then sees as missing.</summary>
    public bool HasOptionalOldSelf { get; init; }

    /// <summary>The field below the value that the error names; empty for the value itself.</summary>
    public string FieldPath { get; init; } = "";

    /// <summary>How errors of the evaluation name the rule.</summary>
    public string Display => Message ?? Text;
}
