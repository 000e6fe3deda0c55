using Graft.Kubernetes.Embedded.Schemas.Cel;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>One entry of <c>x-kubernetes-validations</c>.</summary>
/// <param name="Program">Yields true where the value is fine.</param>
/// <param name="Rule">The expression as written.</param>
/// <param name="Message">What to tell the user; null for <c>failed rule: …</c>.</param>
/// <param name="MessageProgram">Computes the message.</param>
/// <param name="Reason">FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</param>
/// <param name="FieldPath">The field below the value that the error names, such as <c>.spec.x</c>.</param>
internal sealed record SchemaRule(
    CelProgram Program,
    string Rule,
    string? Message,
    CelProgram? MessageProgram,
    string Reason,
    string? FieldPath
);
