using System.Buffers.Binary;
using System.Text;

namespace Graft.Kubernetes.Tests.Hosting.Export;

/// <summary>Reads the wire format of protocol buffers: enough to look into what an exporter sends.</summary>
internal sealed class WireReader
{
    private readonly List<(int Number, object Value)> _fields = [];

    public WireReader(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, Varint(ref message)));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(message)));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    _fields.Add((number, message[..length].ToArray()));
                    message = message[length..];
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(message)));
                    message = message[4..];
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }
        }
    }

    public IEnumerable<byte[]> AllBytes(int number) =>
        _fields.Where(field => field.Number == number).Select(field => (byte[])field.Value);

    public IEnumerable<WireReader> All(int number) => AllBytes(number).Select(bytes => new WireReader(bytes));

    public WireReader? One(int number) => All(number).FirstOrDefault();

    public string Text(int number) => AllBytes(number).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    public string Hex(int number) => AllBytes(number).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    public ulong Number(int number) =>
        _fields.Where(field => field.Number == number).Select(field => Convert.ToUInt64(field.Value)).FirstOrDefault();

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
