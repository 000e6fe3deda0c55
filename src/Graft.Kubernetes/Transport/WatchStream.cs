using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Kubernetes.Transport;

/// <summary>Reads the events of a watch: one JSON object per line, for as long as the stream lasts.</summary>
internal static class WatchStream
{
    private const int LongestLine = 64 * 1024 * 1024;
    private static readonly StreamPipeReaderOptions s_options = new(bufferSize: 16 * 1024);

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        Stream stream,
        JsonTypeInfo<T> json,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var reader = PipeReader.Create(stream, s_options);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                while (TryCutLine(ref rest, result.IsCompleted, out var line))
                {
                    if (!IsBlank(line))
                    {
                        yield return Parse(line, json);
                    }
                }
                reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
                if (rest.Length > LongestLine)
                {
                    throw new IOException($"The watch sent an event of more than {LongestLine} bytes.");
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryCutLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }
        line = rest;
        if (!isLast || rest.IsEmpty)
        {
            return false;
        }
        rest = rest.Slice(rest.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line) =>
        line.IsSingleSegment && line.FirstSpan.TrimEnd((byte)'\r').IsEmpty;

    private static WatchEvent<T> Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return ParseEvent(line, json);
        }
        catch (JsonException exception)
        {
            throw new IOException($"The watch sent what is no event: {exception.Message}", exception);
        }
    }

    private static WatchEvent<T> ParseEvent<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> json)
        where T : class
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        var found = false;
        var item = reader;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
                continue;
            }
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isObject)
            {
                item = reader;
                found = true;
            }
            reader.Skip();
        }
        if (!found)
        {
            throw new JsonException("it has no object");
        }
        return type switch
        {
            "ADDED" => new(WatchEventType.Added, Read(ref item, json)),
            "MODIFIED" => new(WatchEventType.Modified, Read(ref item, json)),
            "DELETED" => new(WatchEventType.Deleted, Read(ref item, json)),
            "BOOKMARK" => new(WatchEventType.Bookmark, Read(ref item, json)),
            "ERROR" => throw ApiErrors.FromWatch(ref item),
            _ => throw new JsonException($"its type is \"{type}\""),
        };
    }

    private static T Read<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> json)
        where T : class =>
        JsonSerializer.Deserialize(ref reader, json) ?? throw new JsonException("its object is null");
}
