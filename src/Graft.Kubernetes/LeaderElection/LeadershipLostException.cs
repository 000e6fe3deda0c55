namespace Graft.Kubernetes.LeaderElection;

/// <summary>The lease could not be renewed in time. The work has been cancelled; the process should end.</summary>
public sealed class LeadershipLostException(string message, Exception? inner = null) : Exception(message, inner);
