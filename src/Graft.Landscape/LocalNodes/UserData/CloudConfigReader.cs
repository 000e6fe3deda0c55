using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.UserData;

/// <summary>
/// Applies a <c>#cloud-config</c>: <c>write_files</c>, then the units below <c>coreos</c>. Other keys configure what a local
/// node does not have and are passed over, except for commands, which would be lost without a word.
/// </summary>
internal sealed class CloudConfigReader(NodeRoot root, Systemd systemd, OneShotUnits oneShots)
{
    /// <exception cref="LocalNodeException">The text is no cloud-config, or one that a local node cannot apply.</exception>
    public async Task ApplyAsync(string text, CancellationToken cancellationToken)
    {
        JsonObject config;
        try
        {
            config = YamlDocument.Parse(text) as JsonObject ?? [];
        }
        catch (YamlFormatException exception)
        {
            throw new LocalNodeException($"cloud-config: {exception.Message}", exception);
        }
        if (config.ContainsKey("runcmd") || config.ContainsKey("bootcmd"))
        {
            throw new LocalNodeException("cloud-config: a local node runs no commands of runcmd or bootcmd");
        }
        foreach (var file in config["write_files"] as JsonArray ?? [])
        {
            WriteFile(file);
        }
        var units = (config["coreos"]?["units"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        foreach (var unit in units)
        {
            WriteUnit(unit);
        }
        if (units.Count > 0)
        {
            await systemd.ReloadAsync(cancellationToken);
        }
        foreach (var unit in units)
        {
            await StartAsync(unit, cancellationToken);
        }
    }

    private void WriteFile(JsonNode? file)
    {
        var path = Text(file, "path") ?? throw new LocalNodeException("cloud-config: a file has no path");
        var content = Decode(path, Text(file, "content") ?? "", Text(file, "encoding"));
        root.Write(path, content, Text(file, "permissions") is { } mode ? Convert.ToInt32(mode, 8) : null);
    }

    private static byte[] Decode(string path, string content, string? encoding)
    {
        switch (encoding)
        {
            case null or "" or "text/plain":
                return Encoding.UTF8.GetBytes(content);
            case "b64" or "base64":
                return Convert.FromBase64String(content);
            case "gz+b64" or "gz+base64" or "gzip+b64" or "gzip+base64":
                using (
                    var compressed = new GZipStream(
                        new MemoryStream(Convert.FromBase64String(content)),
                        CompressionMode.Decompress
                    )
                )
                {
                    var plain = new MemoryStream();
                    compressed.CopyTo(plain);
                    return plain.ToArray();
                }
            default:
                throw new LocalNodeException($"cloud-config: file {path} has the unknown encoding \"{encoding}\"");
        }
    }

    private void WriteUnit(JsonObject unit)
    {
        var name = NameOf(unit);
        if ((bool?)unit["mask"] == true)
        {
            root.Link(Systemd.PathOf(name), "/dev/null");
        }
        else if (Text(unit, "content") is { Length: > 0 } content)
        {
            root.Write(Systemd.PathOf(name), content);
        }
        foreach (var dropIn in unit["drop_ins"] as JsonArray ?? unit["drop-ins"] as JsonArray ?? [])
        {
            root.Write(Systemd.PathOf(name, Text(dropIn, "name") ?? ""), Text(dropIn, "content") ?? "");
        }
    }

    private async Task StartAsync(JsonObject unit, CancellationToken cancellationToken)
    {
        var name = NameOf(unit);
        if ((bool?)unit["enable"] == true)
        {
            await systemd.EnableAsync(name, cancellationToken);
        }
        switch (Text(unit, "command"))
        {
            case "start":
                await systemd.StartAsync(name, cancellationToken);
                await oneShots.RunAsync(name, cancellationToken);
                break;
            case "restart":
                await systemd.RestartAsync(name, cancellationToken);
                break;
            case "stop":
                await systemd.StopAsync(name, cancellationToken);
                break;
            default:
                break;
        }
    }

    private static string NameOf(JsonObject unit) =>
        Text(unit, "name") ?? throw new LocalNodeException("cloud-config: a unit has no name");

    private static string? Text(JsonNode? node, string key) =>
        node is JsonObject members && members[key] is JsonValue value ? value.ToString() : null;
}
