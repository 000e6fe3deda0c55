using System.Globalization;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A version by semantic versioning 2.0.</summary>
internal sealed record CelSemver(long Major, long Minor, long Patch, string Prerelease, string Build)
{
    private static readonly GoRegex Form = GoRegex.Compile(
        "^(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$"
    );

    /// <param name="text">The version.</param>
    /// <param name="normalizes">Drops a leading v and leading zeros, and fills in what is missing of the three numbers.</param>
    /// <param name="version">What was read.</param>
    public static bool TryParse(string text, bool normalizes, out CelSemver version)
    {
        version = new CelSemver(0, 0, 0, "", "");
        text = normalizes ? Normalized(text) : text;
        if (!Form.IsMatch(text))
        {
            return false;
        }
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var (rest, build) = plus < 0 ? (text, "") : (text[..plus], text[(plus + 1)..]);
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        var (core, prerelease) = dash < 0 ? (rest, "") : (rest[..dash], rest[(dash + 1)..]);
        var numbers = core.Split('.').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToList();
        version = new CelSemver(numbers[0], numbers[1], numbers[2], prerelease, build);
        return true;
    }

    /// <summary>The order of precedence; builds do not count.</summary>
    public int OrderAgainst(CelSemver other)
    {
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : ComparePrereleases(Prerelease, other.Prerelease);
    }

    private static string Normalized(string text)
    {
        text = text.StartsWith('v') ? text[1..] : text;
        var end = text.AsSpan().IndexOfAny('-', '+');
        var (core, rest) = end < 0 ? (text, "") : (text[..end], text[end..]);
        var parts = core.Split('.')
            .Select(part => part.Length > 1 ? part.TrimStart('0').PadLeft(1, '0') : part)
            .ToList();
        while (parts.Count < 3)
        {
            parts.Add("0");
        }
        return string.Join('.', parts) + rest;
    }

    private static int ComparePrereleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length);
        }
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var (isNumber, isOtherNumber) = (a[i].All(char.IsAsciiDigit), b[i].All(char.IsAsciiDigit));
            var order = (isNumber, isOtherNumber) switch
            {
                (true, true) => a[i].Length != b[i].Length
                    ? a[i].Length.CompareTo(b[i].Length)
                    : string.CompareOrdinal(a[i], b[i]),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(a[i], b[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }
        return a.Length.CompareTo(b.Length);
    }
}
