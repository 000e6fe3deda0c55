namespace Graft.Kubernetes.Informers;

/// <summary>Which objects of a kind an informer keeps. The narrower, the less memory and load.</summary>
public sealed record InformerScope
{
    /// <summary>Null keeps all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Every object of the kind.</summary>
    public static InformerScope All { get; } = new();

    /// <summary>One namespace, or all when null.</summary>
    public static InformerScope In(string? @namespace) => new() { Namespace = @namespace };
}
