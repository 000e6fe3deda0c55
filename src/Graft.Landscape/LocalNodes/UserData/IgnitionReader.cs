using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.UserData;

/// <summary>
/// Applies an Ignition configuration (specification 3): files, links, units; then starts the enabled units, as the boot
/// that follows would.
/// </summary>
internal sealed class IgnitionReader(NodeRoot root, Systemd systemd, OneShotUnits oneShots)
{
    /// <exception cref="LocalNodeException">The text is no Ignition configuration that a local node can apply.</exception>
    public async Task ApplyAsync(string text, CancellationToken cancellationToken)
    {
        JsonNode config;
        try
        {
            config = JsonNode.Parse(text, null, new JsonDocumentOptions { AllowDuplicateProperties = false })!;
        }
        catch (JsonException exception)
        {
            throw new LocalNodeException($"Ignition: {exception.Message}", exception);
        }
        var version = Text(config["ignition"], "version");
        if (version?.StartsWith("3.", StringComparison.Ordinal) != true)
        {
            throw new LocalNodeException($"Ignition: version \"{version}\" is not one of specification 3");
        }
        foreach (var file in Items(config["storage"], "files"))
        {
            var path = Text(file, "path") ?? throw new LocalNodeException("Ignition: a file has no path");
            root.Write(path, Content(path, Text(file["contents"], "source")), (int?)file["mode"]);
        }
        foreach (var link in Items(config["storage"], "links"))
        {
            root.Link(Text(link, "path")!, Text(link, "target")!);
        }
        var units = Items(config["systemd"], "units").ToList();
        units.ForEach(WriteUnit);
        await BootAsync(units, cancellationToken);
    }

    private void WriteUnit(JsonNode unit)
    {
        var name = Text(unit, "name") ?? throw new LocalNodeException("Ignition: a unit has no name");
        if ((bool?)unit["mask"] == true)
        {
            root.Link(Systemd.PathOf(name), "/dev/null");
        }
        else if (Text(unit, "contents") is { Length: > 0 } contents)
        {
            root.Write(Systemd.PathOf(name), contents);
        }
        foreach (var dropIn in Items(unit, "dropins"))
        {
            root.Write(Systemd.PathOf(name, Text(dropIn, "name") ?? ""), Text(dropIn, "contents") ?? "");
        }
    }

    private async Task BootAsync(IReadOnlyList<JsonNode> units, CancellationToken cancellationToken)
    {
        var enabled = units
            .Where(unit => (bool?)unit["enabled"] == true)
            .Select(unit => Text(unit, "name")!)
            .Where(systemd.Exists)
            .OrderBy(unit => oneShots.IsOneShot(unit) ? 0 : 1)
            .ToList();
        await systemd.ReloadAsync(cancellationToken);
        foreach (var unit in enabled)
        {
            await systemd.EnableAsync(unit, cancellationToken);
            await systemd.StartAsync(unit, cancellationToken);
            await oneShots.RunAsync(unit, cancellationToken);
        }
    }

    private static byte[] Content(string path, string? source)
    {
        if (string.IsNullOrEmpty(source))
        {
            return [];
        }
        var comma = source.IndexOf(',', StringComparison.Ordinal);
        if (!source.StartsWith("data:", StringComparison.Ordinal) || comma < 0)
        {
            throw new LocalNodeException($"Ignition: file {path}: a local node fetches no content from \"{source}\"");
        }
        var isBase64 = source.AsSpan(0, comma).EndsWith(";base64", StringComparison.Ordinal);
        return isBase64 ? Convert.FromBase64String(source[(comma + 1)..]) : PercentDecode(source.AsSpan(comma + 1));
    }

    private static byte[] PercentDecode(ReadOnlySpan<char> text)
    {
        var octets = new MemoryStream(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length)
            {
                octets.Write(Convert.FromHexString(text.Slice(i + 1, 2)));
                i += 2;
            }
            else
            {
                octets.Write(Encoding.UTF8.GetBytes([text[i]]));
            }
        }
        return octets.ToArray();
    }

    private static IEnumerable<JsonNode> Items(JsonNode? node, string key) =>
        (node?[key] as JsonArray ?? []).OfType<JsonObject>();

    private static string? Text(JsonNode? node, string key) => (string?)node?[key];
}
