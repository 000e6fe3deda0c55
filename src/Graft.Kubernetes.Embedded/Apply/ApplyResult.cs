using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>What came of a server-side apply: the merged object, or the conflicts that forbid it.</summary>
internal sealed record ApplyResult(JsonObject? Merged, IReadOnlyList<ApplyConflict> Conflicts);

/// <summary>A field that another manager owns with another value.</summary>
/// <param name="Manager">The owner, described as in a Status cause: <c>conflict with "x" using v1</c>.</param>
/// <param name="Field">The field's path, such as <c>.spec.replicas</c>.</param>
internal sealed record ApplyConflict(string Manager, string Field);
