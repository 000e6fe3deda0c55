using System.Globalization;

namespace Graft.Kubernetes.Events;

/// <summary>Names events by their object and the time, each differently.</summary>
internal sealed class EventNames(TimeProvider time)
{
    private const int LongestName = 253;
    private long _last;

    public string Next(EventSeries series)
    {
        _last = Math.Max(_last + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks);
        var suffix = (_last * 100).ToString("x16", CultureInfo.InvariantCulture);
        var name = series.Regarding.Name is { Length: > 0 } own && own.All(IsNameCharacter) ? own : "event";
        var longest = LongestName - suffix.Length - 1;
        return $"{(name.Length > longest ? name[..longest].TrimEnd('.', '-') : name)}.{suffix}";
    }

    // Some kinds, such as roles, allow more in their names than events do.
    private static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-';
}
