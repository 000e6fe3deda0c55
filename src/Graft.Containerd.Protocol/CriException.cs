namespace Graft.Containerd.Protocol;

/// <summary>A call of the container runtime interface failed: no answer, an answer that cannot be read, or a refusal.</summary>
/// <param name="message">What failed, with the method and the runtime's own words.</param>
/// <param name="status">The runtime's status code, or the one that stands for how the call itself failed.</param>
/// <param name="detail">The runtime's own words; empty where it did not answer.</param>
/// <param name="inner">What the connection reported, or null.</param>
public sealed class CriException(string message, CriStatus status, string detail = "", Exception? inner = null)
    : IOException(message, inner)
{
    /// <summary>
    /// <see cref="CriStatus.Unavailable"/> where nothing answers on the socket, <see cref="CriStatus.DeadlineExceeded"/> where
    /// the answer did not come in time, <see cref="CriStatus.DataLoss"/> where it cannot be read.
    /// </summary>
    public CriStatus Status { get; } = status;

    /// <summary>The runtime's own words.</summary>
    public string Detail { get; } = detail;
}
