namespace Graft.Extensions.Controllers;

/// <summary>What shall become of an object's finalizers and operation annotation.</summary>
/// <param name="Finalizers">The wanted finalizers, from those that are there.</param>
internal sealed record MetadataChange(Func<IReadOnlyList<string>, IReadOnlyList<string>> Finalizers)
{
    /// <summary>Leaves the finalizers as they are.</summary>
    public MetadataChange()
        : this(finalizers => finalizers) { }

    /// <summary>The operation annotation goes if it has this value; another wish that arrived meanwhile stays.</summary>
    public string? RemovedOperation { get; init; }

    public static MetadataChange WithFinalizer(string name) =>
        new(finalizers => finalizers.Contains(name, StringComparer.Ordinal) ? finalizers : [.. finalizers, name]);

    public static MetadataChange WithoutFinalizer(string name) =>
        new(finalizers => [.. finalizers.Where(finalizer => finalizer != name)]);

    public static MetadataChange WithoutFinalizers() => new(_ => []);
}
