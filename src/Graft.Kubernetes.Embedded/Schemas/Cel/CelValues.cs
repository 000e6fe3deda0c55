using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>
/// Values during evaluation are null, bool, long, ulong, double, string, byte[], DateTimeOffset, TimeSpan,
/// <see cref="CelList"/> and <see cref="ICelMap"/>. Here is what they have in common.
/// </summary>
internal static class CelValues
{
    public static object? FromJson(JsonNode? node, CelType type) =>
        node switch
        {
            null => null,
            JsonObject json => new CelObject(json, type),
            JsonArray array => new CelList(
                [.. array.Select(item => FromJson(item, type.Element ?? CelType.Dyn))],
                type.IsUnordered
            ),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => Number(JsonNumber.Of(node), type.Kind),
                _ => Text(node.GetValue<string>(), type.Kind),
            },
        };

    public static CelKind KindOf(object? value) =>
        value switch
        {
            null => CelKind.Null,
            bool => CelKind.Bool,
            long => CelKind.Int,
            ulong => CelKind.Uint,
            double => CelKind.Double,
            string => CelKind.String,
            byte[] => CelKind.Bytes,
            DateTimeOffset => CelKind.Timestamp,
            TimeSpan => CelKind.Duration,
            CelList => CelKind.List,
            _ => CelKind.Map,
        };

    public static bool AreEqual(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }
        if (IsNumber(left) && IsNumber(right))
        {
            return Compare(left, right) == 0;
        }
        return (left, right) switch
        {
            (CelList a, CelList b) => AreEqual(a, b),
            (ICelMap a, ICelMap b) => a.Keys.Count == b.Keys.Count
                && a.Keys.All(key => a.TryGet(key, out var x) && b.TryGet(key, out var y) && AreEqual(x, y)),
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            _ => left.Equals(right),
        };
    }

    /// <exception cref="CelException">The two have no order.</exception>
    public static int Compare(object? left, object? right) =>
        (left, right) switch
        {
            (long a, long b) => a.CompareTo(b),
            (ulong a, ulong b) => a.CompareTo(b),
            (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
            (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
            (double a, _) when IsNumber(right!) => a.CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
            (_, double b) when IsNumber(left!) => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (bool a, bool b) => a.CompareTo(b),
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            (TimeSpan a, TimeSpan b) => a.CompareTo(b),
            _ => throw new CelException("no such overload"),
        };

    private static bool AreEqual(CelList left, CelList right)
    {
        if (left.Items.Count != right.Items.Count)
        {
            return false;
        }
        return left.IsUnordered || right.IsUnordered
            ? left.Items.All(item => right.Items.Any(other => AreEqual(item, other)))
            : left.Items.Zip(right.Items).All(pair => AreEqual(pair.First, pair.Second));
    }

    private static bool IsNumber(object? value) => value is long or ulong or double;

    private static object Number(JsonNumber number, CelKind kind) =>
        kind switch
        {
            CelKind.Double => number.Double,
            _ when number.Integer is { } integer => (object)integer,
            _ => number.Double,
        };

    private static object Text(string text, CelKind kind)
    {
        switch (kind)
        {
            case CelKind.Timestamp when Formats.TryParseTime(text, out var time):
                return time;
            case CelKind.Duration when GoDuration.TryParse(text, out var duration):
                return duration;
            case CelKind.Bytes:
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : text;
            default:
                return text;
        }
    }
}
