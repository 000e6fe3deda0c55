using System.Globalization;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Patches;

/// <summary>A place in a document (RFC 6901).</summary>
internal sealed record JsonPointer(IReadOnlyList<string> Segments)
{
    public bool IsRoot => Segments.Count == 0;

    public string Last => Segments[^1];

    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new JsonPointer([]);
        }
        if (text[0] != '/')
        {
            throw new JsonPatchException(
                $"\"{text}\" is no JSON pointer: it must begin with a slash",
                isMalformed: true
            );
        }
        var segments = text[1..].Split('/').Select(Unescape);
        return new JsonPointer([.. segments]);
    }

    /// <summary>Is the other place this one or below it?</summary>
    public bool Contains(JsonPointer other) =>
        Segments.Count <= other.Segments.Count
        && Segments.SequenceEqual(other.Segments.Take(Segments.Count), StringComparer.Ordinal);

    /// <summary>The object or list that holds the place.</summary>
    public JsonNode Parent(JsonNode? root)
    {
        var current = root;
        foreach (var segment in Segments.Take(Segments.Count - 1))
        {
            current = Child(current, segment);
        }
        return current ?? throw Missing();
    }

    public JsonNode? Value(JsonNode? root) => Segments.Aggregate(root, Child);

    /// <summary>The index that a segment means in a list of this length; the end only where something is inserted.</summary>
    public int Index(string segment, int count, bool mayAppend)
    {
        if (segment == "-" && mayAppend)
        {
            return count;
        }
        var isNumber =
            int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && (segment.Length == 1 || segment[0] != '0');
        return isNumber && index < count + (mayAppend ? 1 : 0) ? index : throw Missing();
    }

    public JsonPatchException Missing() => new($"there is nothing at \"{this}\"");

    public override string ToString() => string.Concat(Segments.Select(segment => $"/{Escape(segment)}"));

    private JsonNode? Child(JsonNode? node, string segment) =>
        node switch
        {
            JsonObject members when members.TryGetPropertyValue(segment, out var value) => value,
            JsonArray items => items[Index(segment, items.Count, mayAppend: false)],
            _ => throw Missing(),
        };

    private static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
