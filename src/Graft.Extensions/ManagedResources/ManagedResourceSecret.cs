using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.ManagedResources;

/// <summary>
/// The immutable secret with the objects of a ManagedResource. Its name carries a hash of its content: other content is
/// another secret, and what refers to it can never see half a change.
/// </summary>
internal static class ManagedResourceSecret
{
    public const string NamePrefix = "managedresource-";

    public const string Key = "config.yaml";

    public static Secret Create(ObjectKey managedResource, string yaml)
    {
        var content = Encoding.UTF8.GetBytes(yaml);
        return new Secret
        {
            Metadata = new ObjectMeta
            {
                Name = $"{NamePrefix}{managedResource.Name}-{Hash(Key, content)}",
                Namespace = managedResource.Namespace,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Labels.GarbageCollectable] = "true",
                },
            },
            Type = "Opaque",
            Immutable = true,
            Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Key] = content },
        };
    }

    /// <summary>The annotation that keeps the garbage collector from a secret, and its value.</summary>
    public static KeyValuePair<string, string> ReferenceTo(string secretName) =>
        KeyValuePair.Create(
            WellKnown.Annotations.SecretReferencePrefix + Hex8(SHA256.HashData(Encoding.UTF8.GetBytes(secretName))),
            secretName
        );

    private static string Hash(string key, byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
        hash.AppendData(length);
        hash.AppendData(content);
        return Hex8(hash.GetHashAndReset());
    }

    private static string Hex8(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 4));
}
