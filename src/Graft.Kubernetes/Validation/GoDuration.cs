using System.Buffers;
using System.Globalization;

namespace Graft.Kubernetes.Validation;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>-1.5s</c>, <c>300ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration by the rules of Go's <c>time.ParseDuration</c>; fractions of 100 ns are lost.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var sign = 1;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            sign = rest[0] == '-' ? -1 : 1;
            rest = rest[1..];
        }
        if (rest is "0")
        {
            return true;
        }
        if (rest.IsEmpty)
        {
            return false;
        }
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(s_digits);
            if (
                digits <= 0
                || !double.TryParse(
                    rest[..digits],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var amount
                )
            )
            {
                return false;
            }
            rest = rest[digits..];
            var (unit, length) = Unit(rest);
            if (length == 0)
            {
                return false;
            }
            seconds += amount * unit;
            rest = rest[length..];
        }
        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return false;
        }
        duration = sign * TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static (double Seconds, int Length) Unit(ReadOnlySpan<char> text) =>
        text switch
        {
            ['n', 's', ..] => (1e-9, 2),
            ['u' or 'µ', 's', ..] => (1e-6, 2),
            ['m', 's', ..] => (1e-3, 2),
            ['s', ..] => (1, 1),
            ['m', ..] => (60, 1),
            ['h', ..] => (3600, 1),
            _ => (0, 0),
        };
}
