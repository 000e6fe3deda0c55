namespace Graft.Bench.Extension;

/// <summary>What is measured of an extension, and how much of it.</summary>
internal sealed record ExtensionSettings
{
    /// <summary>The extension's program.</summary>
    public required string Program { get; init; }

    /// <summary>The runtime type that it serves.</summary>
    public required string Type { get; init; }

    /// <summary>A running API server; null for the embedded one.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Flags beyond those that the measurement needs.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required int Namespaces { get; init; }

    public required int Pools { get; init; }

    public required int Runs { get; init; }

    /// <summary>How long the program is left alone before its memory at rest is read.</summary>
    public required TimeSpan Rest { get; init; }

    /// <summary>How many clients write the ContainerRuntimes.</summary>
    public int Writers { get; init; } = 16;

    public int Objects => Namespaces * Pools;
}
