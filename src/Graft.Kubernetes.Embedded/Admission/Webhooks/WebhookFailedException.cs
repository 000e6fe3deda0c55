namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>A webhook could not be asked; what comes of the request is for its failure policy to say.</summary>
internal sealed class WebhookFailedException(string message, Exception? inner = null) : Exception(message, inner);
