using System.Security.Cryptography;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>The bytes of a document, and a hash that changes whenever they do.</summary>
internal sealed class TaggedDocument(byte[] content)
{
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>In hexadecimal digits.</summary>
    public string Hash { get; } = Convert.ToHexString(SHA256.HashData(content));
}
