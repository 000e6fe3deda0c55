namespace Graft.Api.Installation;

/// <summary>
/// What a runtime extension tells the node installer about one container runtime: what to publish on the node, which
/// handlers to add to containerd's configuration, and what the node must offer. It is data, never a script.
/// </summary>
/// <remarks>
/// It travels as JSON in the ConfigMap of the pool's DaemonSet and is read by <c>graft-node-installer</c>. Decoding is
/// strict (<see cref="InstallationJson"/>). All paths on the node are absolute, normalised and free of <c>..</c>; all
/// names are single path segments. A description that breaks this is refused before anything on the node changes.
/// </remarks>
public sealed record RuntimeDescription
{
    /// <summary>The runtime's type, such as <c>gvisor</c>. Letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version that is published; shown in status and recorded on the node. Never <c>unmanaged</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Architectures that the content runs on (<c>amd64</c>, <c>arm64</c>). Absent or empty: any.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>
    /// <c>spec.binaryPath</c> of the ContainerRuntime: the directory on containerd's PATH. Binaries go here, unless the
    /// node's metadata file names another directory; then this one gets links (wire contract, section 9.2).
    /// </summary>
    public required string BinPath { get; init; }

    /// <summary>Programs, published one by one in this order: what a later one starts comes first.</summary>
    public IReadOnlyList<RuntimeBinary>? Binaries { get; init; }

    /// <summary>Directory trees that appear on the node as a whole, by one rename.</summary>
    public IReadOnlyList<RuntimeBundle>? Bundles { get; init; }

    /// <summary>Auxiliary files, such as the configuration of a shim.</summary>
    public IReadOnlyList<RuntimeFile>? Files { get; init; }

    /// <summary>The handlers that containerd must serve afterwards; at least one.</summary>
    public required IReadOnlyList<RuntimeHandler> Handlers { get; init; }

    /// <summary>What the node must offer. Absent: nothing beyond the installer's own preflight.</summary>
    public RuntimeRequirements? Requirements { get; init; }
}
