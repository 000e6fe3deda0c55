namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>What identifies a stored kind, whatever version it is read or written in.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Plural">The resource's name in URLs.</param>
internal readonly record struct GroupResource(string Group, string Plural)
{
    /// <summary><c>daemonsets.apps</c>, or <c>pods</c> in the core group: how error messages name a resource.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
