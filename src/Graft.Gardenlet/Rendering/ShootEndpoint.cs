using System.Text;
using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering;

/// <summary>What all pools of a Shoot have in common: names, addresses, images, trust.</summary>
internal sealed class ShootEndpoint(string technicalId, CloudProfile cloudProfile, RenderOptions options)
{
    public string TechnicalId => technicalId;

    public RenderOptions Options => options;

    public string ApiServer => (options.ApiServer?.ToString() ?? $"https://api.{technicalId}").TrimEnd('/');

    /// <summary>The API server's authorities. Never empty, since a file of an OperatingSystemConfig must not be.</summary>
    public string ClusterAuthorities =>
        Bundle($"Authorities of the API server of {technicalId}", options.CertificateAuthorities);

    /// <summary>What the machines of a pool trust beyond their operating system's own list.</summary>
    public string RootAuthorities(ShootWorker pool) =>
        Bundle(
            $"Authorities of {technicalId}, its CloudProfile and its pool {pool.Name}",
            options.CertificateAuthorities,
            cloudProfile.Spec?.CaBundle,
            pool.CaBundle
        );

    private static string Bundle(string title, params ReadOnlySpan<string?> certificates)
    {
        var text = new StringBuilder("# ").Append(title).Append('\n');
        foreach (var pem in certificates)
        {
            if (!string.IsNullOrWhiteSpace(pem))
            {
                text.Append(pem.TrimEnd()).Append('\n');
            }
        }
        return text.ToString();
    }
}
