using System.Globalization;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>A moment to the nanosecond between the years 1 and 9999.</summary>
/// <param name="Seconds">Since 1970 in UTC.</param>
/// <param name="Nanoseconds">Into that second.</param>
internal readonly record struct GoTimestamp(long Seconds, int Nanoseconds)
{
    private const int Billion = 1_000_000_000;
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);

    /// <summary>Reads a time by RFC 3339, with any number of fractional digits.</summary>
    public static bool TryParse(string text, out GoTimestamp timestamp)
    {
        timestamp = default;
        var upper = text.ToUpperInvariant();
        if (upper.Length < 20 || upper[10] != 'T')
        {
            return false;
        }
        var zone = upper.IndexOfAny(['Z', '+', '-'], 19);
        if (zone < 0 || !TryFraction(upper.AsSpan(19, zone - 19), out var nanoseconds))
        {
            return false;
        }
        if (
            !DateTimeOffset.TryParseExact(
                string.Concat(upper.AsSpan(0, 19), upper.AsSpan(zone)),
                upper[zone] == 'Z' ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            return false;
        }
        timestamp = new GoTimestamp(time.ToUnixTimeSeconds(), nanoseconds);
        return true;
    }

    /// <summary>Null where the sum is outside of the years 1 to 9999.</summary>
    public GoTimestamp? Add(NanoDuration duration)
    {
        var nanoseconds = (Int128)Seconds * Billion + Nanoseconds + duration.Nanoseconds;
        var seconds = (long)(nanoseconds / Billion);
        var rest = (int)(nanoseconds % Billion);
        if (rest < 0)
        {
            rest += Billion;
            seconds--;
        }
        return seconds < First || seconds > Last ? null : new GoTimestamp(seconds, rest);
    }

    /// <summary>Null where the difference does not fit 64 bits of nanoseconds.</summary>
    public NanoDuration? Since(GoTimestamp other)
    {
        var nanoseconds = ((Int128)Seconds - other.Seconds) * Billion + Nanoseconds - other.Nanoseconds;
        return nanoseconds < long.MinValue || nanoseconds > long.MaxValue ? null : new NanoDuration((long)nanoseconds);
    }

    public int OrderAgainst(GoTimestamp other) =>
        Seconds == other.Seconds ? Nanoseconds.CompareTo(other.Nanoseconds) : Seconds.CompareTo(other.Seconds);

    /// <summary>RFC 3339 in UTC, with as many fractional digits as are needed.</summary>
    public override string ToString()
    {
        var time = DateTimeOffset
            .FromUnixTimeSeconds(Seconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction =
            Nanoseconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{Nanoseconds:D9}").TrimEnd('0');
        return $"{time}{fraction}Z";
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out int nanoseconds)
    {
        nanoseconds = 0;
        if (text.IsEmpty)
        {
            return true;
        }
        if (text.Length < 2 || text[0] is not ('.' or ',') || text[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }
        for (var i = 0; i < 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i + 1 < text.Length ? text[i + 1] - '0' : 0);
        }
        return true;
    }
}
