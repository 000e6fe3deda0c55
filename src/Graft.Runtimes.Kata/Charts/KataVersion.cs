using System.Text.RegularExpressions;
using Graft.Extensions.Actuators;
using Graft.Extensions.Images;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>
/// The version of the release archive in an installation image. It becomes part of paths on the node, so nothing but a
/// plain word is let through.
/// </summary>
internal static partial class KataVersion
{
    /// <exception cref="ErrorCodesException">The image has no usable version: a configuration problem.</exception>
    public static string Of(Image image)
    {
        if (image.Tag is not { Length: > 0 } tag)
        {
            throw ErrorCodesException.ConfigurationProblem($"could not determine kata version from image {image}");
        }
        return Word().IsMatch(tag)
            ? tag
            : throw ErrorCodesException.ConfigurationProblem(
                $"invalid kata version \"{tag}\" extracted from image {image}"
            );
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
