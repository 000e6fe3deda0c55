using Graft.Landscape.AddedExtensions;

namespace Graft.Landscape;

/// <summary>Where a local landscape lives and what it runs with.</summary>
public sealed record LandscapeOptions
{
    /// <summary>Absolute path of the directory for state, nodes, logs and the kubeconfig; made where it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port of the API servers on 127.0.0.1. Default 0: any free port, so that landscapes run side by side.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Directories with the files of container runtimes, by runtime type; a type without one gets demonstration files.
    /// </summary>
    public IReadOnlyDictionary<string, string> Payloads { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What stands for machines. Default: directories.</summary>
    public NodeKind Nodes { get; init; }

    /// <summary>Extensions beside those that every landscape has; each runs as a process of its own.</summary>
    public IReadOnlyList<AddedExtension> Extensions { get; init; } = [];

    /// <summary>Admission components beside those that every landscape has; each runs as a process of its own.</summary>
    public IReadOnlyList<AddedAdmission> Admissions { get; init; } = [];

    /// <summary>
    /// Whether Graft's own container runtimes are taken off the nodes of a pool that no longer asks for them. Default false.
    /// </summary>
    public bool UninstallsOnRemoval { get; init; }

    /// <summary>Whether the components log to standard error too. Default false: to <c>landscape.log</c> only.</summary>
    public bool LogToStandardError { get; init; }
}
