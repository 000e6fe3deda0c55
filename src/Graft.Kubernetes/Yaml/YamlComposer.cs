using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Graft.Kubernetes.Yaml;

/// <summary>Builds JSON nodes from the events of a YAML parser, with bounds on depth and on what aliases expand to.</summary>
internal sealed class YamlComposer(IParser parser)
{
    private const int MaximumDepth = 100;
    private const int MaximumAliasedNodes = 200_000;

    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _aliasedNodes;

    public List<JsonNode?> ComposeAll()
    {
        var documents = new List<JsonNode?>();
        parser.Consume<StreamStart>();
        while (!parser.Accept<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            _anchors.Clear();
            documents.Add(ComposeNode(0));
            parser.Consume<DocumentEnd>();
        }
        return documents;
    }

    private JsonNode? ComposeNode(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Error(parser.Current!, $"nested deeper than {MaximumDepth} levels");
        }
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Expand(alias);
        }
        var (anchor, node) = parser.Current switch
        {
            Scalar scalar => (scalar.Anchor, ComposeScalar(scalar)),
            SequenceStart sequence => (sequence.Anchor, ComposeSequence(depth)),
            MappingStart mapping => (mapping.Anchor, ComposeMapping(depth)),
            { } other => throw Error(other, "a value was expected"),
            null => throw new InvalidOperationException("The parser stands before its first event."),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }
        return node;
    }

    private JsonNode? ComposeScalar(Scalar scalar)
    {
        parser.MoveNext();
        RefuseHalfCharacters(scalar);
        return YamlScalars.Resolve(scalar, problem => Error(scalar, problem));
    }

    private JsonArray ComposeSequence(int depth)
    {
        parser.MoveNext();
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(ComposeNode(depth + 1));
        }
        return array;
    }

    private JsonObject ComposeMapping(int depth)
    {
        parser.MoveNext();
        var result = new JsonObject();
        var merged = new List<JsonObject>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar key)
            {
                throw Error(parser.Current!, "a key must be a string");
            }
            parser.MoveNext();
            RefuseHalfCharacters(key);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                merged.AddRange(MergeSources(key, ComposeNode(depth + 1)));
                continue;
            }
            if (result.ContainsKey(key.Value))
            {
                throw Error(key, $"key \"{key.Value}\" stands twice");
            }
            result[key.Value] = ComposeNode(depth + 1);
        }
        foreach (var (name, value) in merged.SelectMany(source => source))
        {
            if (!result.ContainsKey(name))
            {
                result[name] = value?.DeepClone();
            }
        }
        return result;
    }

    private static IEnumerable<JsonObject> MergeSources(Scalar key, JsonNode? value) =>
        value switch
        {
            JsonObject one => [one],
            JsonArray many when many.All(item => item is JsonObject) => many.Select(item => (JsonObject)item!),
            _ => throw Error(key, "<< merges a mapping or a list of mappings"),
        };

    private JsonNode? Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            throw Error(alias, $"anchor \"{alias.Value}\" is not defined before its use");
        }
        _aliasedNodes += CountNodes(node);
        return _aliasedNodes <= MaximumAliasedNodes
            ? node?.DeepClone()
            : throw Error(alias, "aliases expand to too much");
    }

    private static int CountNodes(JsonNode? node) =>
        node switch
        {
            JsonObject members => 1 + members.Sum(member => CountNodes(member.Value)),
            JsonArray items => 1 + items.Sum(CountNodes),
            _ => 1,
        };

    /// <summary>A surrogate without its partner is no character: neither YAML nor JSON could write it again.</summary>
    private static void RefuseHalfCharacters(Scalar scalar)
    {
        var rest = scalar.Value.AsSpan();
        while (rest.IndexOfAnyInRange('\ud800', '\udfff') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var length) != OperationStatus.Done)
            {
                throw Error(scalar, $"\\u{(int)rest[at]:x4} is half a character");
            }
            rest = rest[(at + length)..];
        }
    }

    private static YamlFormatException Error(ParsingEvent at, string problem) =>
        new((int)at.Start.Line, (int)at.Start.Column, problem);
}
