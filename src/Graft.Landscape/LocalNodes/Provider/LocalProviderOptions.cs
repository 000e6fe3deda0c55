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
}
