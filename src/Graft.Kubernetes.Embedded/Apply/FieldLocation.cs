namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>Where in an object a field stands; the object itself has no parent.</summary>
internal sealed record FieldLocation(FieldLocation? Parent, string Element)
{
    public static FieldLocation Root { get; } = new(null, "");

    public FieldLocation Below(string element) => new(this, element);
}
