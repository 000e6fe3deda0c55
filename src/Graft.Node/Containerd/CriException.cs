namespace Graft.Node.Containerd;

/// <summary>containerd's CRI endpoint did not answer, or answered with an error.</summary>
internal sealed class CriException(string message, Exception? inner = null) : IOException(message, inner);
