namespace Graft.Kubernetes.Informers;

/// <summary>A cache could not be filled. The message says of which kind, and why.</summary>
public sealed class InformerNotSyncedException(string message, Exception? inner = null) : Exception(message, inner);
