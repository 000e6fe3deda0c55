using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>What a record in a journal file says.</summary>
internal enum JournalRecordType : byte
{
    /// <summary>An object is stored in this version.</summary>
    Put = 1,

    /// <summary>An object is gone; the record has its last state.</summary>
    Delete = 2,

    /// <summary>The records before this one are the whole state at its resource version.</summary>
    EndOfSnapshot = 3,
}

/// <summary>
/// One record: four bytes length, four bytes CRC-32C of what follows, then type, resource version, group, plural,
/// namespace, name (each with two bytes length) and the object's JSON. No record can hide in an object's text: the length's
/// highest byte is a control character, which JSON does not have.
/// </summary>
internal readonly record struct JournalRecord(
    JournalRecordType Type,
    long ResourceVersion,
    GroupResource Resource,
    string Namespace,
    string Name,
    ReadOnlyMemory<byte> Json
)
{
    public const int HeaderLength = 8;

    private const int MaximumLength = 64 << 20;

    /// <summary>Set in the type's byte of the first record of a batch.</summary>
    private const byte BatchFlag = 0x80;

    /// <summary>
    /// Whether a batch begins with this record: everything before it was on disk before it was written.
    /// </summary>
    public bool StartsBatch { get; init; }

    public static JournalRecord Of(StoreEvent change) =>
        new(
            change.Type == StoreEventType.Deleted ? JournalRecordType.Delete : JournalRecordType.Put,
            change.ResourceVersion,
            change.Object.Resource,
            change.Object.Namespace,
            change.Object.Name,
            change.Object.Json
        );

    public static JournalRecord Of(StoredObject value) =>
        new(JournalRecordType.Put, value.ResourceVersion, value.Resource, value.Namespace, value.Name, value.Json);

    public static JournalRecord EndOfSnapshot(long resourceVersion) =>
        new(JournalRecordType.EndOfSnapshot, resourceVersion, new GroupResource("", ""), "", "", default);

    public void WriteTo(ArrayBufferWriter<byte> output)
    {
        var length = PayloadLength();
        var span = output.GetSpan(HeaderLength + length)[..(HeaderLength + length)];
        var payload = span[HeaderLength..];
        payload[0] = (byte)((byte)Type | (StartsBatch ? BatchFlag : 0));
        BinaryPrimitives.WriteInt64LittleEndian(payload[1..], ResourceVersion);
        var rest = payload[9..];
        foreach (var text in (ReadOnlySpan<string>)[Resource.Group, Resource.Plural, Namespace, Name])
        {
            var written = Encoding.UTF8.GetBytes(text, rest[2..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)written);
            rest = rest[(2 + written)..];
        }
        Json.Span.CopyTo(rest);
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum(payload));
        output.Advance(HeaderLength + length);
    }

    /// <summary>
    /// Reads the record at the start of <paramref name="input"/> and moves behind it; false where it is cut off or broken.
    /// The record's JSON is a part of the input.
    /// </summary>
    public static bool TryRead(ref ReadOnlyMemory<byte> input, out JournalRecord record)
    {
        record = default;
        if (Payload(input.Span) is not { } length)
        {
            return false;
        }
        var payload = input.Slice(HeaderLength, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(input.Span[4..]) != Checksum(payload.Span))
        {
            return false;
        }
        input = input[(HeaderLength + length)..];
        var rest = payload[9..];
        var type = payload.Span[0];
        record = new JournalRecord(
            (JournalRecordType)(type & ~BatchFlag),
            BinaryPrimitives.ReadInt64LittleEndian(payload.Span[1..]),
            new GroupResource(ReadText(ref rest), ReadText(ref rest)),
            ReadText(ref rest),
            ReadText(ref rest),
            rest
        )
        {
            StartsBatch = (type & BatchFlag) != 0,
        };
        return true;
    }

    /// <summary>Where in bytes of unknown meaning a batch begins; -1 where none does.</summary>
    public static int FindBatch(ReadOnlyMemory<byte> bytes)
    {
        for (var offset = 0; offset + HeaderLength < bytes.Length; offset++)
        {
            var rest = bytes[offset..];
            if ((rest.Span[HeaderLength] & BatchFlag) != 0 && TryRead(ref rest, out _))
            {
                return offset;
            }
        }
        return -1;
    }

    /// <summary>The length of the payload of a record that begins here; null where none can.</summary>
    private static int? Payload(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeaderLength)
        {
            return null;
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(input);
        return length is < 17 or > MaximumLength || length > input.Length - HeaderLength ? null : length;
    }

    private int PayloadLength() =>
        9
        + 8
        + Encoding.UTF8.GetByteCount(Resource.Group)
        + Encoding.UTF8.GetByteCount(Resource.Plural)
        + Encoding.UTF8.GetByteCount(Namespace)
        + Encoding.UTF8.GetByteCount(Name)
        + Json.Length;

    private static string ReadText(ref ReadOnlyMemory<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        var text = Encoding.UTF8.GetString(rest.Span.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }
        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }
        return ~crc;
    }
}
