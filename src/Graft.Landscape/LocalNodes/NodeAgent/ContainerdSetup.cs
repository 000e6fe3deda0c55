using Graft.Api.Gardener;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;
using Graft.Node.Toml;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>The node agent's steps for containerd (wire contract, section 5.5).</summary>
internal sealed class ContainerdSetup(NodeRoot root, INodePrograms programs)
{
    public const string Unit = "containerd.service";

    private const string ConfigPath = "/etc/containerd/config.toml";
    private const string RegistryDirectory = "/etc/containerd/certs.d";

    private static readonly string[] Directories =
    [
        "/var/bin/containerruntimes",
        "/etc/containerd",
        "/etc/containerd/conf.d",
        RegistryDirectory,
    ];

    /// <summary>Lets containerd find runtimes' shims.</summary>
    public static DropIn PathDropIn { get; } =
        new()
        {
            Name = "30-env_config.conf",
            Content =
                "[Service]\nEnvironment=\"PATH=/var/bin/containerruntimes:/usr/local/sbin:/usr/local/bin:"
                + "/usr/sbin:/usr/bin:/sbin:/bin\"\n",
        };

    /// <summary>Brings directories, configuration and registry hosts about. True: containerd must be restarted for it.</summary>
    public async Task<bool> ApplyAsync(CriConfig cri, Version containerd, CancellationToken cancellationToken)
    {
        foreach (var directory in Directories)
        {
            root.CreateDirectory(directory);
        }
        foreach (var registry in cri.Containerd?.Registries ?? [])
        {
            root.Write($"{RegistryDirectory}/{registry.Upstream}/hosts.toml", HostsFile(registry));
        }
        var text = root.TryReadText(ConfigPath) ?? await DefaultAsync(cancellationToken);
        var (document, needsRestart) = ContainerdEdit.Apply(TomlDocument.Parse(text), cri, containerd);
        root.Write(ConfigPath, document.ToBytes(), null);
        return needsRestart;
    }

    private async Task<string> DefaultAsync(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await programs.RunAsync("containerd", ["config", "default"], cancellationToken);
        return exitCode == 0 ? output : throw new LocalNodeException($"containerd config default: {output.Trim()}");
    }

    private static string HostsFile(RegistryConfig registry)
    {
        var document = TomlDocument.Parse("");
        if (registry.Server is { } server)
        {
            document = document.Set(["server"], server);
        }
        foreach (var host in registry.Hosts ?? [])
        {
            var capabilities = host.Capabilities is { Count: > 0 } some ? some : ["pull", "resolve"];
            var entries = new List<KeyValuePair<string, TomlValue>> { new("capabilities", Strings(capabilities)) };
            if (host.CaCerts is { Count: > 0 } authorities)
            {
                entries.Add(new("ca", Strings(authorities)));
            }
            if (host.OverridePath is { } overridePath)
            {
                entries.Add(new("override_path", overridePath));
            }
            document = document.Merge(["host", host.Url!], new TomlTable(entries));
        }
        return document.ToString();
    }

    private static TomlArray Strings(IEnumerable<string> values) =>
        new([.. values.Select(value => new TomlString(value))]);
}
