using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>What came of a server-side apply: the merged object, or the conflicts that forbid it.</summary>
internal sealed record ApplyResult(JsonObject? Merged, IReadOnlyList<ApplyConflict> Conflicts)
{
    /// <summary>The message of the 409, in kube-apiserver's words.</summary>
    public string Message()
    {
        if (Conflicts is [var only])
        {
            return $"Apply failed with 1 conflict: {only.Description}: {only.Field}";
        }
        var lines = Conflicts
            .GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group =>
                group.Select(conflict => $"- {conflict.Field}").Prepend($"conflicts with {group.Key}:")
            );
        return $"Apply failed with {Conflicts.Count} conflicts: {string.Join('\n', lines)}";
    }
}

/// <summary>A field that another manager owns with another value.</summary>
/// <param name="Manager">The owner as messages name it: <c>"x" using v1</c>.</param>
/// <param name="Field">The field's path, such as <c>.spec.replicas</c>.</param>
internal sealed record ApplyConflict(string Manager, string Field)
{
    /// <summary>The message of the Status cause, whose reason is <c>FieldManagerConflict</c>.</summary>
    public string Description => $"conflict with {Manager}";
}
