using System.Globalization;

namespace Graft.Api;

/// <summary>Times as Kubernetes and Gardener write them: RFC 3339, always in UTC.</summary>
public static class Rfc3339
{
    /// <summary>Whole seconds, as <c>metav1.Time</c> is written.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Exactly six fraction digits, as <c>metav1.MicroTime</c> is written.</summary>
    public static string Micro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As many fraction digits as the time has, trailing zeros dropped, as Gardener's timestamp annotation is.</summary>
    public static string Precise(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time with zero to nine fraction digits; anything finer than 100 ns is cut off.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is not { Length: >= 20 } || text[10] is not ('T' or 't'))
        {
            return false;
        }
        return DateTimeOffset.TryParseExact(
            CutToTicks(text),
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
    }

    private static string CutToTicks(string text)
    {
        if (text[19] != '.')
        {
            return text;
        }
        var end = 20;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        return end - 20 <= 7 ? text : string.Concat(text.AsSpan(0, 27), text.AsSpan(end));
    }
}
