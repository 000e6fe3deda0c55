using System.Globalization;

namespace Graft.Kubernetes.Embedded.Discovery;

/// <summary>Kubernetes' order of API versions: v2, v1, v2beta1, v1beta2, v1alpha1, and then whatever is no version.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Read(x ?? ""), Read(y ?? ""));
        var compared = left.Stability.CompareTo(right.Stability);
        compared = compared != 0 ? compared : left.Major.CompareTo(right.Major);
        compared = compared != 0 ? compared : left.Minor.CompareTo(right.Minor);
        return compared != 0 ? compared : string.CompareOrdinal(y, x);
    }

    private static (int Stability, int Major, int Minor) Read(string version)
    {
        if (!version.StartsWith('v'))
        {
            return default;
        }
        foreach (var (word, stability) in (ReadOnlySpan<(string, int)>)[("alpha", 1), ("beta", 2)])
        {
            var at = version.IndexOf(word, StringComparison.Ordinal);
            if (at > 0 && Number(version[1..at]) is { } major && Number(version[(at + word.Length)..]) is { } minor)
            {
                return (stability, major, minor);
            }
        }
        return Number(version[1..]) is { } single ? (3, single, 0) : default;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
