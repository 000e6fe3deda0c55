using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Cli;

/// <summary>Durations as kubectl takes them: <c>50s</c>, <c>2m</c>, <c>1m30s</c>, <c>500ms</c>.</summary>
internal static partial class GoDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }
        foreach (var (number, unit) in match.Groups["n"].Captures.Zip(match.Groups["u"].Captures))
        {
            duration += double.Parse(number.Value, CultureInfo.InvariantCulture) * UnitOf(unit.Value);
        }
        return true;
    }

    private static TimeSpan UnitOf(string unit) =>
        unit switch
        {
            "h" => TimeSpan.FromHours(1),
            "m" => TimeSpan.FromMinutes(1),
            "s" => TimeSpan.FromSeconds(1),
            _ => TimeSpan.FromMilliseconds(1),
        };

    [GeneratedRegex(@"^(?:(?<n>\d{1,7}(?:\.\d{1,6})?)(?<u>ms|h|m|s))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
