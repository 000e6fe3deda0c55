namespace Graft.Kubernetes.Patches;

/// <summary>How the lists of a type are merged by a strategic merge patch: which have a key, and what their items are.</summary>
/// <param name="Fields">The fields that differ from the default (objects merge, lists are replaced), by name.</param>
public sealed record MergeSchema(IReadOnlyDictionary<string, MergeField> Fields)
{
    /// <summary>Nothing special: objects merge, lists are replaced.</summary>
    public static MergeSchema Plain { get; } = new(new Dictionary<string, MergeField>(StringComparer.Ordinal));

    internal MergeField? Find(string field) => Fields.GetValueOrDefault(field);
}
