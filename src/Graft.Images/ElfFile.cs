using System.Buffers.Binary;
using System.Text;

namespace Graft.Images;

/// <summary>What a 64-bit little-endian ELF program or library says about the libraries it is to be loaded with.</summary>
/// <param name="Interpreter">The loader's path; null for libraries and static programs.</param>
/// <param name="Needed">Names of libraries, in order.</param>
/// <param name="SearchPath">Directories that it wants searched first; <c>$ORIGIN</c> is its own.</param>
internal sealed record ElfFile(string? Interpreter, IReadOnlyList<string> Needed, IReadOnlyList<string> SearchPath)
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int DynamicEntrySize = 16;

    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;
    private const uint SegmentInterpreter = 3;

    private const long TagEnd = 0;
    private const long TagNeeded = 1;
    private const long TagStrings = 5;
    private const long TagRpath = 15;
    private const long TagRunpath = 29;

    /// <summary>Null where the file is no such program.</summary>
    /// <exception cref="InvalidDataException">It begins as one and is damaged.</exception>
    public static ElfFile? Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[HeaderSize];
        if (
            file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize
            || !header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8)
        )
        {
            return null;
        }
        try
        {
            return Read(file, header);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path} is a damaged ELF file: {e.Message}", e);
        }
    }

    private static ElfFile Read(FileStream file, byte[] header)
    {
        var start = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        if (size < SegmentSize)
        {
            throw new EndOfStreamException("its segments are too short");
        }
        var segments = new List<Segment>();
        for (var i = 0; i < count; i++)
        {
            segments.Add(Segment.Parse(ReadAt(file, start + (i * size), SegmentSize)));
        }
        var interpreter = segments.Find(segment => segment.Type == SegmentInterpreter);
        var dynamic = segments.Find(segment => segment.Type == SegmentDynamic);
        return ReadDynamic(
            file,
            interpreter is null ? null : Text(ReadAt(file, interpreter.Offset, interpreter.Size)),
            dynamic,
            segments
        );
    }

    private static ElfFile ReadDynamic(
        FileStream file,
        string? interpreter,
        Segment? dynamic,
        IReadOnlyList<Segment> segments
    )
    {
        if (dynamic is null)
        {
            return new ElfFile(interpreter, [], []);
        }
        var entries = new List<(long Tag, long Value)>();
        var table = ReadAt(file, dynamic.Offset, dynamic.Size);
        for (var at = 0; at + DynamicEntrySize <= table.Length; at += DynamicEntrySize)
        {
            var tag = BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at));
            if (tag == TagEnd)
            {
                break;
            }
            entries.Add((tag, BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + 8))));
        }
        // Text is addressed as it will be in memory; the loaded segments say where that is in the file.
        var address = entries.Find(entry => entry.Tag == TagStrings).Value;
        var loaded =
            segments.FirstOrDefault(s => s.Type == SegmentLoad && address >= s.Address && address < s.Address + s.Size)
            ?? throw new EndOfStreamException("its table of texts is not loaded");
        var texts = ReadAt(file, loaded.Offset + (address - loaded.Address), loaded.Size - (address - loaded.Address));
        IEnumerable<string> Values(params long[] tags) =>
            entries
                .Where(entry => tags.Contains(entry.Tag))
                .Select(entry => Text(texts.AsSpan(checked((int)entry.Value))));
        return new ElfFile(
            interpreter,
            [.. Values(TagNeeded)],
            [
                .. Values(TagRunpath, TagRpath)
                    .SelectMany(value => value.Split(':', StringSplitOptions.RemoveEmptyEntries)),
            ]
        );
    }

    private static byte[] ReadAt(FileStream file, long offset, long size)
    {
        if (offset < 0 || size < 0 || offset + size > file.Length)
        {
            throw new EndOfStreamException("it refers beyond its end");
        }
        var bytes = new byte[size];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private sealed record Segment(uint Type, long Offset, long Address, long Size)
    {
        public static Segment Parse(ReadOnlySpan<byte> entry) =>
            new(
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[32..])
            );
    }
}
