using System.Text;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>
/// Renders <c>/etc/containerd/runsc.toml</c>. The same flags in any order give the same bytes, since another byte would
/// restart containerd on every node. Only accepted values of known flags get in, so there is nothing to escape.
/// </summary>
internal static class RunscToml
{
    public const string Path = "/etc/containerd/runsc.toml";

    public static string Render(GVisorConfiguration configuration)
    {
        var text = new StringBuilder("[runsc_config]\n");
        foreach (var flag in RunscFlag.All)
        {
            if (configuration.ConfigFlags?.GetValueOrDefault(flag.Name) is { } value && flag.Accepts(value))
            {
                foreach (var (key, setting) in flag.Lines(value))
                {
                    text.Append(key).Append(" = \"").Append(setting).Append("\"\n");
                }
            }
        }
        return text.ToString();
    }
}
