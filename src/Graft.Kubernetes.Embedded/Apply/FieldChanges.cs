namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>In which fields an object differs from an older one.</summary>
internal sealed class FieldChanges
{
    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();
}
