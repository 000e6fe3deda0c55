namespace Graft.Landscape.LocalNodes;

/// <summary>Something on a local node does not work; the message says what.</summary>
internal sealed class LocalNodeException(string message, Exception? inner = null) : Exception(message, inner);
