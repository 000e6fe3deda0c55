namespace Graft.Landscape;

/// <summary>What the nodes of a local landscape are.</summary>
public enum NodeKind
{
    /// <summary>A directory each, with stand-ins for systemd and containerd; they run only installers.</summary>
    Directory,

    /// <summary>
    /// A real machine each, with systemd, cloud-init and containerd, where the operating system is one that Debian can stand
    /// for (<c>ubuntu</c>); the others are directories. Needs Linux and root.
    /// </summary>
    Machine,
}
