using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Cli;

/// <summary>
/// Reads the objects of manifest files, as given with <c>-f</c>: a file, a directory for its YAML and JSON files by name, or
/// <c>-</c> for standard input.
/// </summary>
internal static class ManifestFiles
{
    /// <exception cref="UsageException">A file is not readable, or a document of it is no Kubernetes object.</exception>
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync(
        IEnumerable<string> files,
        CancellationToken cancellationToken
    )
    {
        var objects = new List<JsonObject>();
        foreach (var file in files.SelectMany(Expand))
        {
            var text = await ReadTextAsync(file, cancellationToken);
            objects.AddRange(Parse(file, text));
        }
        return objects;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }
        var files = Directory
            .EnumerateFiles(path)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw new UsageException($"{path}: holds no manifest file");
    }

    private static async Task<string> ReadTextAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {file}: {exception.Message}");
        }
    }

    private static IEnumerable<JsonObject> Parse(string file, string text)
    {
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = YamlDocument.ParseAll(text);
        }
        catch (YamlFormatException exception)
        {
            throw new UsageException($"{file}: {exception.Message}");
        }
        var objects = documents.Where(document => document is not null).ToList();
        if (objects.Count == 0)
        {
            throw new UsageException($"{file}: holds no object");
        }
        return objects.Select(document => ObjectOf(file, document!));
    }

    private static JsonObject ObjectOf(string file, JsonNode document)
    {
        if (document is not JsonObject manifest)
        {
            throw new UsageException($"{file}: a document is not a mapping");
        }
        foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            if (manifest[field] is not JsonValue value || !value.TryGetValue<string>(out var content) || content == "")
            {
                throw new UsageException($"{file}: {field}: Required value");
            }
        }
        return manifest;
    }
}
