namespace Graft.Images;

/// <summary>An image cannot be made of what is on this machine; the message is one line and names the file.</summary>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner);
