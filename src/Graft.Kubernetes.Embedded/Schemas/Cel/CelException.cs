namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>An expression that does not compile, or whose evaluation failed. The message is fit for a user.</summary>
internal sealed class CelException(string message) : Exception(message);
