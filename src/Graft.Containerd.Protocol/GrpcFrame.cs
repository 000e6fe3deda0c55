using System.Buffers.Binary;
using Google.Protobuf;

namespace Graft.Containerd.Protocol;

/// <summary>One gRPC message on the wire: a byte that says whether it is compressed, four bytes of length, the content.</summary>
public static class GrpcFrame
{
    private const int HeaderLength = 5;

    /// <summary>The message, not compressed.</summary>
    public static byte[] Write(IMessage message)
    {
        var frame = new byte[HeaderLength + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - HeaderLength);
        message.WriteTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>The content, or false where it is compressed, cut off or followed by something else.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> frame, out ReadOnlyMemory<byte> content)
    {
        var isWhole =
            frame.Length >= HeaderLength
            && frame.Span[0] == 0
            && BinaryPrimitives.ReadInt32BigEndian(frame.Span[1..]) == frame.Length - HeaderLength;
        content = isWhole ? frame[HeaderLength..] : default;
        return isWhole;
    }
}
