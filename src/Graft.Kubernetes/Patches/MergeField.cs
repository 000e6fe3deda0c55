namespace Graft.Kubernetes.Patches;

/// <summary>How one field is merged.</summary>
public sealed record MergeField
{
    /// <summary>For a list of objects that is merged: the member that tells items apart.</summary>
    public string? Key { get; init; }

    /// <summary>For a list of plain values: it is merged as a set.</summary>
    public bool IsSet { get; init; }

    /// <summary>The type of the object, or of the list's items.</summary>
    public MergeSchema Type { get; init; } = MergeSchema.Plain;
}
