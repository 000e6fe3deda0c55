using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Embedded;

/// <summary>How an embedded control plane listens and where it keeps its state.</summary>
public sealed class EmbeddedControlPlaneOptions
{
    /// <summary>The port on the loopback interface; 0, the default, takes any that is free.</summary>
    public int Port { get; set; }

    /// <summary>
    /// Where the state, the certificates and the tokens survive a restart. Null, the default, keeps all in memory.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// How many changes of each kind a watch can look back on before it is told that its resource version is too old.
    /// Default 4096.
    /// </summary>
    public int HistoryLimit { get; set; } = 4096;

    /// <summary>How many bytes of changes a journal file takes before the state is written anew. Default 16 MiB.</summary>
    public long JournalLimit { get; set; } = 16 << 20;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;
}
