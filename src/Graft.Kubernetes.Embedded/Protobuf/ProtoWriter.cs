using System.Buffers;
using System.Text;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Writes one message in protobuf's wire format. Empty strings are left out, as proto3 does.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Text(int field, string value)
    {
        if (value.Length > 0)
        {
            Bytes(field, Encoding.UTF8.GetBytes(value));
        }
    }

    public void Flag(int field, bool value)
    {
        if (value)
        {
            Varint((ulong)field << 3);
            Varint(1);
        }
    }

    /// <summary>A nested message; it is written even when it is empty.</summary>
    public void Message(int field, Action<ProtoWriter> write)
    {
        var nested = new ProtoWriter();
        write(nested);
        Bytes(field, nested.Written);
    }

    /// <summary>Fields that are already encoded.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => _buffer.Write(fields);

    private void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _buffer.Write(value);
    }

    private void Varint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }
}
