using Graft.Landscape.Machines;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>How local machines are made.</summary>
internal sealed record LocalProviderOptions
{
    /// <summary>Absolute path of the directory that holds a directory per node.</summary>
    public required string Directory { get; init; }

    /// <summary>Absolute path of the program <c>graft-node-installer</c>.</summary>
    public required string Installer { get; init; }

    /// <summary>
    /// The directory that stands for <c>/var/content</c> of an installation image; null where the image has none that is
    /// known.
    /// </summary>
    public required Func<string, string?> FindContent { get; init; }

    /// <summary>
    /// The disk of nodes that are machines. Null: all are directories. Otherwise those are machines whose operating system
    /// provisions by cloud-init and a shell script, as the machine's Debian understands it.
    /// </summary>
    public MachineImage? MachineImage { get; init; }

    /// <summary>The directory of the installer as it is shipped, self-contained; machines run it in containers.</summary>
    public string? ShippedInstaller { get; init; }
}
