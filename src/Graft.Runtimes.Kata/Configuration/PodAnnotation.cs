using System.Text.RegularExpressions;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>
/// A pattern of annotations that containerd passes to the shim; <c>*</c> stands for any characters but <c>/</c>.
/// </summary>
/// <remarks>
/// Only what belongs to Kata Containers is passed: other annotations of a pod are none of its business. The characters are
/// those of annotations and the star, so that nothing in containerd's configuration has to be escaped.
/// </remarks>
internal static partial class PodAnnotation
{
    public const string Prefix = "io.katacontainers.";

    /// <summary>All that Kata Containers knows; what of it takes effect is said in the shim's own configuration.</summary>
    public const string All = Prefix + "*";

    public const string Expectation =
        "must be an annotation below "
        + Prefix
        + ", of letters, digits, '.', '_', '-' and '/', with '*' for any characters";

    public static bool IsUsable(string? pattern) => pattern is not null && Form().IsMatch(pattern);

    // A prefix of a subdomain, a slash and a name is the most that an annotation can have.
    [GeneratedRegex(@"^io\.katacontainers\.[A-Za-z0-9._/*-]{1,299}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
