namespace Graft.Gardenlet.Shoots;

/// <summary>Namespaces that a cluster has by itself.</summary>
internal static class ShootNamespaces
{
    public const string System = "kube-system";

    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { System, "kube-public", "kube-node-lease", "default" };
}
