using System.Text;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>
/// Renders <c>/etc/containerd/runsc.toml</c>. The same flags in any order give the same bytes, since another byte would
/// restart containerd on every node. Only accepted values of known flags get in, so there is nothing to escape.
/// </summary>
internal static class RunscToml
{
    public const string Path = "/etc/containerd/runsc.toml";

    /// <summary>The file of an additional handler.</summary>
    public static string PathOf(string handler) => $"/etc/containerd/{handler}.toml";

    public static string Render(RunscFlags flags)
    {
        var settings = flags
            .Used.SelectMany(flag => RunscFlag.Find(flag.Key)!.Companions.Prepend(flag))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal);
        var text = new StringBuilder("[runsc_config]\n");
        foreach (var (key, value) in settings)
        {
            text.Append(key).Append(" = \"").Append(value).Append("\"\n");
        }
        return text.ToString();
    }
}
