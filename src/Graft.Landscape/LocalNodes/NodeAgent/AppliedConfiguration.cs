using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>Remembers on the node what was applied last, so that what is no longer wanted can be removed.</summary>
internal static class AppliedConfiguration
{
    private const string Path = "/var/lib/gardener-node-agent/last-applied-osc.json";

    public static NodeConfiguration Read(NodeRoot root)
    {
        if (root.TryReadText(Path) is not { } text)
        {
            return NodeConfiguration.Empty;
        }
        var config = JsonSerializer.Deserialize(text, OperatingSystemConfig.JsonTypeInfo)!;
        return new NodeConfiguration
        {
            Units = config.Spec?.Units ?? [],
            Files = config.Spec?.Files ?? [],
            Cri = config.Spec?.CriConfig,
        };
    }

    public static void Write(NodeRoot root, NodeConfiguration configuration)
    {
        var config = new OperatingSystemConfig
        {
            Spec = new OperatingSystemConfigSpec
            {
                Units = configuration.Units,
                Files = configuration.Files,
                CriConfig = configuration.Cri,
            },
        };
        root.Write(
            Path,
            JsonSerializer.SerializeToUtf8Bytes(config, OperatingSystemConfig.JsonTypeInfo),
            0b110_000_000
        );
    }
}
