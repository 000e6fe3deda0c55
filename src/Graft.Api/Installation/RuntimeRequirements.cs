namespace Graft.Api.Installation;

/// <summary>What a node must offer before anything is changed on it.</summary>
public sealed record RuntimeRequirements
{
    /// <summary>Devices, such as <c>/dev/kvm</c>, that must open for reading and writing.</summary>
    public IReadOnlyList<string>? Devices { get; init; }

    /// <summary>
    /// Programs that must end with exit code 0, run on the host when bundles are in place and binaries are staged, before
    /// a binary is replaced or containerd's configuration is touched.
    /// </summary>
    public IReadOnlyList<RuntimeCheck>? Checks { get; init; }

    /// <summary>Bytes that must stay free on each file system that is written to, beyond the content itself. Default: 0.</summary>
    public long FreeBytes { get; init; }
}
