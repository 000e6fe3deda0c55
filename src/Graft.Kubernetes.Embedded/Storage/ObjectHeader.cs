using System.Globalization;
using System.Text.Json;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// What of an object's metadata the server looks at all the time. Read from the bytes without building a tree of them, and
/// no further than the end of the metadata.
/// </summary>
internal readonly record struct ObjectHeader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = StoredObject.ParseOptions.MaxDepth };

    private static readonly Dictionary<string, string> NoLabels = [];

    public ObjectHeader() { }

    public string Namespace { get; private init; } = "";

    public string Name { get; private init; } = "";

    public string Uid { get; private init; } = "";

    public long ResourceVersion { get; private init; }

    public bool IsDeleting { get; private init; }

    public bool HasOwners { get; private init; }

    public IReadOnlyDictionary<string, string> Labels { get; private init; } = NoLabels;

    /// <param name="json">A whole JSON object; what of its metadata is of another form than it should be counts as absent.</param>
    public static ObjectHeader Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
            {
                return ReadMetadata(ref reader);
            }
            reader.Skip();
        }
        return new ObjectHeader();
    }

    /// <summary>Whether an object says that it is of an API version; that mostly stands at its very beginning.</summary>
    public static bool IsOf(ReadOnlySpan<byte> json, string apiVersion)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            if (isVersion)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(apiVersion);
            }
            reader.Skip();
        }
        return false;
    }

    private static ObjectHeader ReadMetadata(ref Utf8JsonReader reader)
    {
        var header = new ObjectHeader();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            header = ReadField(header, ref reader);
        }
        return header;
    }

    private static ObjectHeader ReadField(ObjectHeader header, ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("name"u8))
        {
            return header with { Name = Text(ref reader) ?? "" };
        }
        if (reader.ValueTextEquals("namespace"u8))
        {
            return header with { Namespace = Text(ref reader) ?? "" };
        }
        if (reader.ValueTextEquals("uid"u8))
        {
            return header with { Uid = Text(ref reader) ?? "" };
        }
        if (reader.ValueTextEquals("resourceVersion"u8))
        {
            return header with { ResourceVersion = Number(Text(ref reader)) };
        }
        if (reader.ValueTextEquals("deletionTimestamp"u8))
        {
            return header with { IsDeleting = Text(ref reader) is not null };
        }
        if (reader.ValueTextEquals("labels"u8))
        {
            return header with { Labels = ReadLabels(ref reader) };
        }
        var isOwners = reader.ValueTextEquals("ownerReferences"u8);
        reader.Read();
        var start = reader.BytesConsumed;
        reader.Skip();
        return isOwners ? header with { HasOwners = reader.BytesConsumed - start > 1 } : header;
    }

    private static Dictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return NoLabels;
        }
        Dictionary<string, string>? labels = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (Text(ref reader) is { } value)
            {
                labels ??= new Dictionary<string, string>(StringComparer.Ordinal);
                labels[key] = value;
            }
        }
        return labels ?? NoLabels;
    }

    /// <summary>The text that follows; null, behind whatever else stands there.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }
        reader.Skip();
        return null;
    }

    private static long Number(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
