using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Node.Toml;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>Sets the keys of containerd's configuration that the node agent owns (wire contract, section 9.5).</summary>
internal static class ContainerdEdit
{
    private const string OldRuntime = "io.containerd.grpc.v1.cri";
    private const string Runtime = "io.containerd.cri.v1.runtime";
    private const string Images = "io.containerd.cri.v1.images";
    private const string Import = "/etc/containerd/conf.d/*.toml";

    /// <summary>The edited document, and whether a key changed that containerd reads at its start only.</summary>
    /// <exception cref="LocalNodeException">A plugin operation is unknown.</exception>
    public static (TomlDocument Document, bool NeedsRestart) Apply(
        TomlDocument document,
        CriConfig cri,
        Version containerd
    )
    {
        var isNew = document.Root.Find("version") is TomlInteger { Value: >= 3 };
        document = AddImport(document);
        document = document.Set(
            ["plugins", isNew ? Images : OldRuntime, "registry", "config_path"],
            "/etc/containerd/certs.d"
        );
        document = SetCniDirectory(document, isNew, containerd);
        var settled = document.Root;
        if (cri.Containerd?.SandboxImage is { } sandbox)
        {
            string[] path = isNew
                ? ["plugins", Images, "pinned_images", "sandbox"]
                : ["plugins", OldRuntime, "sandbox_image"];
            document = document.Set(path, sandbox);
        }
        if (cri.CgroupDriver is { } driver)
        {
            var plugin = isNew ? Runtime : OldRuntime;
            document = document.Set(
                ["plugins", plugin, "containerd", "runtimes", "runc", "options", "SystemdCgroup"],
                driver == "systemd"
            );
        }
        foreach (var plugin in cri.Containerd?.Plugins ?? [])
        {
            document = ApplyPlugin(document, plugin, isNew);
        }
        return (document, !document.Root.Equals(settled));
    }

    private static TomlDocument AddImport(TomlDocument document)
    {
        var imports = document.Root.Find("imports") is TomlArray array ? array.Items : [];
        return imports.Contains(new TomlString(Import))
            ? document
            : document.Set(["imports"], new TomlArray([.. imports, new TomlString(Import)]));
    }

    private static TomlDocument SetCniDirectory(TomlDocument document, bool isNew, Version containerd)
    {
        const string Directory = "/opt/cni/bin";
        string[] cni = ["plugins", isNew ? Runtime : OldRuntime, "cni"];
        return isNew && containerd >= new Version(2, 2)
            ? document.Remove([.. cni, "bin_dir"]).Set([.. cni, "bin_dirs"], new TomlArray([new TomlString(Directory)]))
            : document.Set([.. cni, "bin_dir"], Directory);
    }

    private static TomlDocument ApplyPlugin(TomlDocument document, PluginConfig plugin, bool isNew)
    {
        IReadOnlyList<string> path = plugin.Path ?? [];
        if (isNew && path is [OldRuntime, "containerd", "runtimes", ..])
        {
            path = [Runtime, .. path.Skip(1)];
        }
        string[] full = ["plugins", .. path];
        switch (plugin.Op)
        {
            case null or "" or "add":
                var table = plugin.Values is { ValueKind: JsonValueKind.Object } values
                    ? (TomlTable)Convert(values)
                    : new TomlTable();
                if (document.Root.Find(full) is not TomlTable)
                {
                    return document.Merge(full, table);
                }
                return table.Entries.Aggregate(
                    document,
                    (result, entry) => result.Remove([.. full, entry.Key]).Merge(full, new TomlTable([entry]))
                );
            case "remove":
                return document.Remove(full);
            default:
                throw new LocalNodeException($"operation \"{plugin.Op}\" is not supported");
        }
    }

    private static TomlValue Convert(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => new TomlTable(
                value
                    .EnumerateObject()
                    .Where(member => member.Value.ValueKind != JsonValueKind.Null)
                    .Select(member => KeyValuePair.Create(member.Name, Convert(member.Value)))
            ),
            JsonValueKind.Array => new TomlArray([.. value.EnumerateArray().Select(Convert)]),
            JsonValueKind.True => new TomlBoolean(true),
            JsonValueKind.False => new TomlBoolean(false),
            JsonValueKind.Number => value.TryGetInt64(out var integer)
                ? new TomlInteger(integer)
                : new TomlFloat(value.GetDouble()),
            _ => new TomlString(value.GetString() ?? ""),
        };
}
