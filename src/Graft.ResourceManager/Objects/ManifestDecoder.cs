using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Yaml;

namespace Graft.ResourceManager.Objects;

/// <summary>Reads the objects that secrets hold: every value a stream of YAML or JSON documents, the keys in order.</summary>
internal static class ManifestDecoder
{
    private const string BrotliSuffix = ".br";

    /// <summary>The objects of one secret.</summary>
    /// <exception cref="FormatException">A value is no object, or one without kind or name; the message names the key.</exception>
    public static IEnumerable<JsonObject> Decode(Secret secret)
    {
        foreach (
            var (key, value) in (secret.Data ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)).OrderBy(
                entry => entry.Key,
                StringComparer.Ordinal
            )
        )
        {
            foreach (var item in DecodeValue(secret, key, value))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<JsonObject> DecodeValue(Secret secret, string key, byte[] value)
    {
        var place = $"{key} of secret {secret.Metadata.Namespace}/{secret.Metadata.Name}";
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = YamlDocument.ParseAll(Text(key, value));
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw new FormatException($"{place}: {exception.Message}", exception);
        }
        foreach (var document in documents)
        {
            if (document is null)
            {
                continue;
            }
            foreach (var item in Flatten(document))
            {
                yield return item is JsonObject candidate && IsObject(candidate)
                    ? candidate
                    : throw new FormatException(
                        $"{place}: a document is no object with apiVersion, kind and metadata.name"
                    );
            }
        }
    }

    private static string Text(string key, byte[] value)
    {
        if (!key.EndsWith(BrotliSuffix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetString(value);
        }
        using var brotli = new BrotliStream(new MemoryStream(value), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static IEnumerable<JsonNode?> Flatten(JsonNode document) =>
        document is JsonObject list && (string?)list["kind"] == "List" && list["items"] is JsonArray items
            ? items.Select(item => item?.DeepClone())
            : [document];

    private static bool IsObject(JsonObject item)
    {
        var reference = ObjectReference.Of(item);
        return reference is { ApiVersion.Length: > 0, Kind.Length: > 0, Name.Length: > 0 };
    }
}
