namespace Graft.Kubernetes.Embedded.Http;

/// <summary>What requests are counted by; all of it comes from the kinds that are served, never from names of objects.</summary>
internal sealed record RequestSeries(string Verb, string Group, string Version, string Resource, string Subresource);
