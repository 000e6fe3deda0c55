using System.Globalization;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Parts of moments, in UTC or a named time zone, and durations in units.</summary>
internal static class CelTimeFunctions
{
    private const long Second = 1_000_000_000;

    public static IEnumerable<CelOverload> All() =>
        [
            .. Part("getFullYear", time => time.Year),
            .. Part("getMonth", time => time.Month - 1),
            .. Part("getDate", time => time.Day),
            .. Part("getDayOfMonth", time => time.Day - 1),
            .. Part("getDayOfWeek", time => (int)time.DayOfWeek),
            .. Part("getDayOfYear", time => time.DayOfYear - 1),
            .. Part("getHours", time => time.Hour),
            .. Part("getMinutes", time => time.Minute),
            .. Part("getSeconds", time => time.Second),
            .. Part("getMilliseconds", time => time.Millisecond),
            Length("getHours", 3600 * Second),
            Length("getMinutes", 60 * Second),
            Length("getSeconds", Second),
            CelOverload.Method(
                "getMilliseconds",
                CelType.Int,
                [CelType.Duration],
                (a, _) => ((NanoDuration)a[0]!).Nanoseconds % Second / 1_000_000
            ),
        ];

    private static CelOverload[] Part(string name, Func<DateTimeOffset, int> part) =>
        [
            CelOverload.Method(name, CelType.Int, [CelType.Timestamp], (a, _) => (long)part(((GoTimestamp)a[0]!).Time)),
            CelOverload.Method(
                name,
                CelType.Int,
                [CelType.Timestamp, CelType.String],
                (a, _) =>
                    Zoned(((GoTimestamp)a[0]!).Time, (string)a[1]!) is { } time
                        ? (long)part(time)
                        : new CelError($"unknown time zone {a[1]}")
            ),
        ];

    private static CelOverload Length(string name, long unit) =>
        CelOverload.Method(name, CelType.Int, [CelType.Duration], (a, _) => ((NanoDuration)a[0]!).Nanoseconds / unit);

    /// <summary>A zone is an offset such as <c>-08:00</c> or a name such as <c>Europe/Berlin</c>.</summary>
    private static DateTimeOffset? Zoned(DateTimeOffset time, string zone)
    {
        var digits = zone.TrimStart('+', '-');
        if (TimeSpan.TryParseExact(digits, "hh\\:mm", CultureInfo.InvariantCulture, out var offset))
        {
            return offset.TotalHours > 14 ? null : time.ToOffset(zone.StartsWith('-') ? -offset : offset);
        }
        try
        {
            return zone.Contains("..", StringComparison.Ordinal)
                ? null
                : TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            return null;
        }
    }
}
