using System.Globalization;

namespace Graft.Gardenlet.Admission.CloudProfiles;

/// <summary>Orders versions part by part: numbers as numbers, all else as text, a longer version after its beginning.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    private static readonly char[] s_separators = ['.', '-', '+'];

    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = (x ?? "").Split(s_separators);
        var right = (y ?? "").Split(s_separators);
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = ComparePart(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return left.Length.CompareTo(right.Length);
    }

    private static int ComparePart(string left, string right) =>
        long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
        && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var other)
            ? one.CompareTo(other)
            : string.CompareOrdinal(left, right);
}
