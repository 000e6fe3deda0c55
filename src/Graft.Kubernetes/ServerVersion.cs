namespace Graft.Kubernetes;

/// <summary>What an API server says of itself under <c>/version</c>.</summary>
/// <param name="Major">For example <c>1</c>.</param>
/// <param name="Minor">For example <c>31</c>; some distributions append a plus sign.</param>
/// <param name="GitVersion">For example <c>v1.31.2</c>.</param>
/// <param name="Platform">For example <c>linux/amd64</c>.</param>
public sealed record ServerVersion(string Major, string Minor, string GitVersion, string Platform);
