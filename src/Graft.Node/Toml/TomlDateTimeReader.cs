using System.Globalization;

namespace Graft.Node.Toml;

/// <summary>Recognises offset date-times, local date-times, local dates and local times, and checks their ranges.</summary>
internal static class TomlDateTimeReader
{
    // The year 0000, which .NET does not have, has a 29th of February.
    private const int LeapYear = 4;

    public static TomlDateTime? Read(string word)
    {
        var text = word.AsSpan();
        var hasDate = TryTakeDate(ref text);
        if (hasDate && text.IsEmpty)
        {
            return new TomlDateTime(word);
        }
        if (hasDate)
        {
            if (text[0] is not ('T' or 't'))
            {
                return null;
            }
            text = text[1..];
        }
        if (!TryTakeTime(ref text))
        {
            return null;
        }
        var isComplete = text.IsEmpty || (hasDate && IsOffset(text));
        return isComplete ? new TomlDateTime(word.ToUpperInvariant()) : null;
    }

    private static bool TryTakeDate(ref ReadOnlySpan<char> text)
    {
        if (
            text.Length < 10
            || text[4] != '-'
            || text[7] != '-'
            || !TryNumber(text[..4], 0, 9999, out var year)
            || !TryNumber(text[5..7], 1, 12, out var month)
            || !TryNumber(text[8..10], 1, DateTime.DaysInMonth(year == 0 ? LeapYear : year, month), out _)
        )
        {
            return false;
        }
        text = text[10..];
        return true;
    }

    private static bool TryTakeTime(ref ReadOnlySpan<char> text)
    {
        if (
            text.Length < 8
            || text[2] != ':'
            || text[5] != ':'
            || !TryNumber(text[..2], 0, 23, out _)
            || !TryNumber(text[3..5], 0, 59, out _)
            || !TryNumber(text[6..8], 0, 60, out _)
        )
        {
            return false;
        }
        text = text[8..];
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }
        text = text[1..];
        var fraction = text.IndexOfAnyExceptInRange('0', '9');
        fraction = fraction < 0 ? text.Length : fraction;
        text = text[fraction..];
        return fraction > 0;
    }

    private static bool IsOffset(ReadOnlySpan<char> text) =>
        text is "Z" or "z"
        || (
            text.Length == 6
            && text[0] is '+' or '-'
            && text[3] == ':'
            && TryNumber(text[1..3], 0, 23, out _)
            && TryNumber(text[4..6], 0, 59, out _)
        );

    private static bool TryNumber(ReadOnlySpan<char> digits, int least, int most, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value >= least
        && value <= most;
}
