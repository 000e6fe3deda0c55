namespace Graft.Kubernetes;

/// <summary>What an API server remarks on a request that it has carried out: the header <c>Warning: 299</c>.</summary>
/// <param name="Text">The remark, in the server's words.</param>
/// <param name="Agent">Who made it, <c>-</c> as a rule.</param>
public sealed record ServerWarning(string Text, string Agent);
