namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>What an authorizer says.</summary>
/// <param name="IsAllowed">Whether the request may go on.</param>
/// <param name="Reason">Why, in words of kube-apiserver; may be empty.</param>
/// <param name="EvaluationError">What went wrong meanwhile, such as a binding to a role that is not there.</param>
internal readonly record struct AccessDecision(bool IsAllowed, string Reason = "", string? EvaluationError = null);
