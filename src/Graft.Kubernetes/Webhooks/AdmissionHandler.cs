using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Judges one change. The server echoes the request's uid; an exception becomes a refusal with code 500. See
/// <see cref="AdmissionAnswer"/> for the usual answers.
/// </summary>
public delegate Task<AdmissionResponse> AdmissionHandler(AdmissionRequest request, CancellationToken cancellationToken);
