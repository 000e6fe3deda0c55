using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Reads request bodies in Kubernetes' protobuf encoding, which kubectl sends from 1.32 on.</summary>
internal static class ProtobufBody
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON; false where the kind is not one that can be read, or the bytes are no such object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out JsonObject? value)
    {
        value = null;
        if (!body.StartsWith(Magic))
        {
            return false;
        }
        try
        {
            value = ReadEnvelope(body[Magic.Length..]);
        }
        catch (FormatException)
        {
            // The caller answers as for any body that it cannot read.
        }
        return value is not null;
    }

    private static JsonObject? ReadEnvelope(ReadOnlySpan<byte> envelope)
    {
        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        var reader = new ProtoReader(envelope);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    (apiVersion, kind) = ReadType(reader.Bytes);
                    break;
                case 2:
                    raw = reader.Bytes;
                    break;
            }
        }
        if (ProtoKinds.Find(apiVersion, kind) is not { } message)
        {
            return null;
        }
        var value = ProtoJson.Read(raw, message);
        value.Insert(0, "apiVersion", apiVersion);
        value.Insert(1, "kind", kind);
        return value;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> typeMeta)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new ProtoReader(typeMeta);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    apiVersion = Encoding.UTF8.GetString(reader.Bytes);
                    break;
                case 2:
                    kind = Encoding.UTF8.GetString(reader.Bytes);
                    break;
            }
        }
        return (apiVersion, kind);
    }
}
