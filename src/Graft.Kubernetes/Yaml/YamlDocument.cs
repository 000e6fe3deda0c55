using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Graft.Kubernetes.Yaml;

/// <summary>Reads YAML (and JSON, which is YAML) as JSON nodes, with the scalar rules that kubectl has.</summary>
public static class YamlDocument
{
    /// <summary>All documents of a text in order; an empty document is null, a text without any gives an empty list.</summary>
    /// <exception cref="YamlFormatException">Broken syntax, duplicate key, unknown anchor, number that JSON cannot hold.</exception>
    public static IReadOnlyList<JsonNode?> ParseAll(string text)
    {
        try
        {
            return new YamlComposer(new Parser(new StringReader(text))).ComposeAll();
        }
        catch (YamlException exception)
        {
            throw new YamlFormatException(
                (int)exception.Start.Line,
                (int)exception.Start.Column,
                exception.InnerException?.Message ?? exception.Message,
                exception
            );
        }
    }

    /// <summary>The only document of a text; null when the text is empty.</summary>
    /// <exception cref="YamlFormatException">Broken, or more than one document.</exception>
    public static JsonNode? Parse(string text)
    {
        var documents = ParseAll(text);
        return documents.Count switch
        {
            0 => null,
            1 => documents[0],
            _ => throw new YamlFormatException(1, 1, $"one document expected, {documents.Count} found"),
        };
    }
}
