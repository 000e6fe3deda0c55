using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes.Yaml;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>What a node shall be: the core's units and files, with those of the operating system extension merged in.</summary>
internal sealed record NodeConfiguration
{
    public required IReadOnlyList<SystemdUnit> Units { get; init; }

    public required IReadOnlyList<OperatingSystemFile> Files { get; init; }

    /// <summary>Null for docker pools.</summary>
    public CriConfig? Cri { get; init; }

    public static NodeConfiguration Empty { get; } = new() { Units = [], Files = [] };

    /// <summary>Reads the text under the key <c>osc.yaml</c> of a pool's Secret.</summary>
    /// <exception cref="LocalNodeException">It is no OperatingSystemConfig.</exception>
    public static NodeConfiguration Read(string yaml, string hostName)
    {
        try
        {
            var json = YamlDocument.Parse(yaml) as JsonObject ?? throw new LocalNodeException("osc.yaml is empty");
            var config = System.Text.Json.JsonSerializer.Deserialize(json, OperatingSystemConfig.JsonTypeInfo);
            return Merge(config!, hostName);
        }
        catch (Exception exception) when (exception is YamlFormatException or System.Text.Json.JsonException)
        {
            throw new LocalNodeException($"osc.yaml cannot be read: {exception.Message}", exception);
        }
    }

    private static NodeConfiguration Merge(OperatingSystemConfig config, string hostName)
    {
        var units = new OrderedDictionary<string, SystemdUnit>(StringComparer.Ordinal);
        foreach (var unit in (config.Spec?.Units ?? []).Concat(config.Status?.ExtensionUnits ?? []))
        {
            units[unit.Name!] = units.TryGetValue(unit.Name!, out var known) ? Merge(known, unit) : unit;
        }
        var files = new OrderedDictionary<string, OperatingSystemFile>(StringComparer.Ordinal);
        foreach (var file in (config.Spec?.Files ?? []).Concat(config.Status?.ExtensionFiles ?? []))
        {
            if (file.HostName is null || file.HostName == hostName)
            {
                files[file.Path!] = file;
            }
        }
        return new NodeConfiguration
        {
            Units = [.. units.Values],
            Files = [.. files.Values],
            Cri = config.Spec?.CriConfig,
        };
    }

    private static SystemdUnit Merge(SystemdUnit known, SystemdUnit added) =>
        known with
        {
            Command = added.Command ?? known.Command,
            Enable = added.Enable ?? known.Enable,
            Content = added.Content ?? known.Content,
            DropIns = [.. known.DropIns ?? [], .. added.DropIns ?? []],
            FilePaths = [.. known.FilePaths ?? [], .. added.FilePaths ?? []],
        };

    /// <summary>The bytes of a file. What lies in an image comes as a demonstration file: local nodes pull no images.</summary>
    /// <exception cref="LocalNodeException">The content is none that a node agent can have.</exception>
    public static byte[] ContentOf(OperatingSystemFile file) =>
        file.Content switch
        {
            { Inline: { Encoding: "b64" } inline } => Convert.FromBase64String(inline.Data ?? ""),
            { Inline: { Encoding: null or "" } inline } => Encoding.UTF8.GetBytes(inline.Data ?? ""),
            { Inline: { } inline } => throw new LocalNodeException($"invalid file codec id \"{inline.Encoding}\""),
            { ImageRef: { } image } => Encoding.UTF8.GetBytes(
                $"""
                #!/bin/sh
                # Demonstration file of a local node, in place of {image.FilePathInImage}
                # of the image {image.Image}.
                echo "{Path.GetFileName(image.FilePathInImage)}: a local node runs no such program" >&2
                exit 1

                """
            ),
            _ => throw new LocalNodeException($"file {file.Path}: only inline content and images reach a node"),
        };
}
