namespace Graft.Kubernetes;

/// <summary>Names one object of a kind: namespace (null for cluster-scoped kinds) and name.</summary>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    /// <summary>The key of a cluster-scoped object.</summary>
    public ObjectKey(string name)
        : this(null, name) { }

    /// <summary><c>namespace/name</c>, or <c>name</c> without a namespace.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
