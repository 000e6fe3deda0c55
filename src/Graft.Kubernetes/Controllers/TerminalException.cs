namespace Graft.Kubernetes.Controllers;

/// <summary>A failure that no retry cures, only a change of the object. It is logged once and not retried.</summary>
public sealed class TerminalException(string message, Exception? inner = null) : Exception(message, inner);
