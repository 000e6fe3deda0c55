using Graft.Api.Gardener;

namespace Graft.Gardenlet.Admission.CloudProfiles;

/// <summary>Which version a user gets who names none, or only the beginning of one.</summary>
internal static class LatestVersion
{
    /// <summary>
    /// The newest Kubernetes version on offer; of the given minor version where the text is <c>major.minor</c>. Null where
    /// the text is a full version already, or nothing fits.
    /// </summary>
    public static string? OfKubernetes(CloudProfileSpec profile, string? asked)
    {
        var prefix = string.IsNullOrEmpty(asked) ? "" : $"{asked}.";
        if (prefix.Count(character => character == '.') > 2)
        {
            return null;
        }
        return (profile.Kubernetes?.Versions ?? [])
            .Where(version => IsOffered(version.Classification, version.ExpirationDate))
            .Select(version => version.Version)
            .OfType<string>()
            .Where(version => version.StartsWith(prefix, StringComparison.Ordinal))
            .Max(VersionOrder.Instance);
    }

    /// <summary>Neither a preview nor on its way out.</summary>
    public static bool IsOffered(string? classification, DateTimeOffset? expirationDate) =>
        classification is null or "supported" && expirationDate is null;
}
