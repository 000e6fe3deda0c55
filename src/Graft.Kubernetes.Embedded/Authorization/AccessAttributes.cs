using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Authorization;

/// <summary>What somebody wants to do, as authorizers judge it. Absent parts are empty.</summary>
internal sealed record AccessAttributes
{
    public required UserInfo User { get; init; }

    /// <summary>The API's verb (<c>list</c>, <c>deletecollection</c>), or the HTTP method in lower case for other paths.</summary>
    public required string Verb { get; init; }

    /// <summary>False for paths outside of the resources, such as <c>/version</c>; then only <see cref="Path"/> counts.</summary>
    public bool IsResourceRequest { get; init; } = true;

    public string Namespace { get; init; } = "";

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Name { get; init; } = "";

    public string Path { get; init; } = "";

    /// <summary><c>pods</c> or <c>pods/log</c>: how rules name it.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
