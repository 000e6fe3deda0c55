using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>
/// Values during evaluation are null, bool, long, ulong, double, string, byte[], <see cref="GoTimestamp"/>,
/// <see cref="NanoDuration"/>, lists, maps, and the types of the libraries. Here is what they have in common.
/// </summary>
internal static class CelValues
{
    /// <summary>Objects boxed once.</summary>
    public static readonly object True = true;

    public static readonly object False = false;

    public static object Bool(bool value) => value ? True : False;

    public static object? FromJson(JsonNode? node, CelType type) =>
        node switch
        {
            null => null,
            JsonObject json => new CelObject(json, type),
            JsonArray array => new CelJsonList(array, type),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => True,
                JsonValueKind.False => False,
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
            GoTimestamp => CelKind.Timestamp,
            NanoDuration => CelKind.Duration,
            CelList => CelKind.List,
            CelMap => CelKind.Map,
            CelOptional => CelKind.Optional,
            CelTypeValue => CelKind.Type,
            CelQuantity => CelKind.Quantity,
            GoUrl => CelKind.Url,
            IPAddress => CelKind.Ip,
            CelCidr => CelKind.Cidr,
            CelFormat => CelKind.Format,
            CelSemver => CelKind.Semver,
            CelAuthorizer => CelKind.Authorizer,
            CelDecision => CelKind.Decision,
            _ => CelKind.Error,
        };

    /// <summary>The static type of a literal.</summary>
    public static CelType TypeOf(object? literal) =>
        literal switch
        {
            string text => CelType.String with { MaxElements = (ulong)System.Text.Encoding.UTF8.GetByteCount(text) },
            byte[] bytes => CelType.Bytes with { MaxElements = (ulong)bytes.Length },
            _ => new CelType(KindOf(literal)),
        };

    /// <summary>The order of two values of one kind, or of two numbers; null where they have none.</summary>
    public static int? Compare(object? left, object? right) =>
        (left, right) switch
        {
            (long a, long b) => a.CompareTo(b),
            (ulong a, ulong b) => a.CompareTo(b),
            (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
            (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
            (double a, double b) => CompareDoubles(a, b),
            (double a, long or ulong) => CompareDoubles(a, Convert.ToDouble(right, CultureInfo.InvariantCulture)),
            (long or ulong, double b) => CompareDoubles(Convert.ToDouble(left, CultureInfo.InvariantCulture), b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (bool a, bool b) => a.CompareTo(b),
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            (GoTimestamp a, GoTimestamp b) => a.OrderAgainst(b),
            (NanoDuration a, NanoDuration b) => a.OrderAgainst(b),
            _ => null,
        };

    /// <summary>The other spelling of a whole number, under which a map may know it.</summary>
    public static object? Integral(object key) =>
        key switch
        {
            double real when double.IsInteger(real) && Math.Abs(real) < 1L << 53 => (long)real,
            ulong unsigned when unsigned <= long.MaxValue => (long)unsigned,
            long integer when integer >= 0 => (ulong)integer,
            _ => null,
        };

    private static int? CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

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
            case CelKind.Timestamp:
                return GoTimestamp.TryParse(text, out var time) || GoTimestamp.TryParse($"{text}T00:00:00Z", out time)
                    ? time
                    : new CelError($"Invalid date {text}");
            case CelKind.Duration:
                return NanoDuration.TryParseLenient(text, out var duration)
                    ? duration
                    : new CelError($"Invalid duration {text}");
            case CelKind.Bytes:
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var length)
                    ? bytes[..length]
                    : new CelError($"Invalid byte formatted string {text}");
            default:
                return text;
        }
    }
}
