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
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlComposer(parser).ComposeAll();
        }
        catch (YamlException exception)
        {
            throw new YamlFormatException(
                (int)exception.End.Line,
                (int)exception.End.Column,
                exception.InnerException?.Message ?? exception.Message,
                exception
            );
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The library's scanner throws these on some broken texts: an unclosed bracket before a key, a bad tag.
            var last = parser.Current?.End ?? Mark.Empty;
            throw new YamlFormatException(
                (int)last.Line,
                (int)last.Column,
                "the text is no YAML from here on",
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
