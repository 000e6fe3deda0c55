namespace Graft.Extensions.Admission;

/// <summary>The CloudProfile of a Shoot cannot be read; the message names the Shoot and the reason.</summary>
public sealed class CloudProfileException(string message, Exception? inner = null) : Exception(message, inner);
