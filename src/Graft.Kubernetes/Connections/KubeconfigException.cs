namespace Graft.Kubernetes.Connections;

/// <summary>A connection cannot be made of what is configured. The message names the file, the field and the fault.</summary>
public sealed class KubeconfigException(string message, Exception? inner = null) : Exception(message, inner);
