using Graft.Kubernetes.Embedded.Resources;

#pragma warning disable CA1822, CS9113 // The seam; its behaviour lands next.

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>The OpenAPI documents of one logical cluster, made anew when its kinds change.</summary>
internal sealed class OpenApiDocuments(ResourceRegistry registry, string title, string version)
{
    /// <summary>The body of <c>/openapi/v3</c>. Server-relative URLs start with <paramref name="pathPrefix"/>.</summary>
    public byte[] Index(string pathPrefix) => [];

    /// <summary>The body of <c>/openapi/v3/apis/&lt;group&gt;/&lt;version&gt;</c>; null where nothing is served.</summary>
    public byte[]? GroupVersion(string group, string version) => null;

    /// <summary>The OpenAPI v2 document in its protobuf form.</summary>
    public byte[] V2Protobuf() => [];

    /// <summary>The OpenAPI v2 document as JSON.</summary>
    public byte[] V2Json() => [];
}
