using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Kubernetes.Versions;

/// <summary>
/// A Kubernetes version as the version rule of the wire contract sees it: <c>major.minor</c>. Patch, pre-release and
/// build are read and forgotten (<c>v1.16.0-gke.1</c> is 1.16).
/// </summary>
public readonly partial record struct KubernetesVersion(int Major, int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>Reads <c>1.31</c>, <c>1.31.4</c>, <c>v1.31.4-gke.1+build</c>.</summary>
    /// <exception cref="FormatException">The text is no version; the message quotes it.</exception>
    public static KubernetesVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException($"\"{text}\" is not a Kubernetes version (expected e.g. 1.31.4)");

    public static bool TryParse(string? text, out KubernetesVersion version)
    {
        version = default;
        var match = VersionPattern().Match(text ?? "");
        if (
            !match.Success
            || !int.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, null, out var major)
            || !int.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, null, out var minor)
        )
        {
            return false;
        }
        version = new KubernetesVersion(major, minor);
        return true;
    }

    public int CompareTo(KubernetesVersion other) =>
        Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) < 0;

    public static bool operator <=(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) > 0;

    public static bool operator >=(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Is this version at least <paramref name="major"/>.<paramref name="minor"/>?</summary>
    public bool IsAtLeast(int major, int minor) => this >= new KubernetesVersion(major, minor);

    /// <summary><c>major.minor</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    [GeneratedRegex(
        @"^v?(?<major>[0-9]+)\.(?<minor>[0-9]+)(\.[0-9]+)?([-+][0-9A-Za-z.+-]*)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex VersionPattern();
}
