namespace Graft.Api;

/// <summary>The names under which an API server serves a kind.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group, such as <c>v1alpha1</c>.</param>
/// <param name="Kind">The kind, in CamelCase.</param>
/// <param name="Plural">The name in request paths.</param>
/// <param name="IsNamespaced">Whether objects of the kind live in namespaces.</param>
public sealed record ResourceType(string Group, string Version, string Kind, string Plural, bool IsNamespaced)
{
    /// <summary>The value of <c>apiVersion</c>: <c>group/version</c>, or <c>version</c> in the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The form that error messages name a kind by: <c>plural.group</c>, or <c>plural</c> in the core group.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public override string ToString() => $"{ApiVersion} {Kind}";
}
