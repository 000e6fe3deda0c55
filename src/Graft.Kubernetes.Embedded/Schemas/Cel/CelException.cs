namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>An expression does not compile, or its evaluation was stopped. The message is fit for a user.</summary>
internal sealed class CelException(string message) : Exception(message);
