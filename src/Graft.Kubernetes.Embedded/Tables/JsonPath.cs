using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>
/// The JSON paths of printer columns: <c>.a.b</c>, <c>['a']</c>, <c>[0]</c>, <c>[*]</c> and
/// <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<Func<JsonNode, IEnumerable<JsonNode?>>> _steps;

    private JsonPath(IReadOnlyList<Func<JsonNode, IEnumerable<JsonNode?>>> steps) => _steps = steps;

    /// <exception cref="FormatException">The text is no path.</exception>
    public static JsonPath Parse(string text)
    {
        var steps = new List<Func<JsonNode, IEnumerable<JsonNode?>>>();
        var trimmed = text.Trim();
        var at = trimmed.StartsWith('$') ? 1 : 0;
        while (at < trimmed.Length)
        {
            steps.Add(trimmed[at] == '[' ? ReadBracket(trimmed, ref at) : ReadField(trimmed, ref at));
        }
        return new JsonPath(steps);
    }

    public IReadOnlyList<JsonNode?> FindAll(JsonNode root)
    {
        List<JsonNode?> nodes = [root];
        foreach (var step in _steps)
        {
            nodes = [.. nodes.OfType<JsonNode>().SelectMany(step)];
        }
        return nodes;
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> ReadField(string text, ref int at)
    {
        if (text[at] == '.')
        {
            at++;
        }
        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }
            name.Append(text[at++]);
        }
        var field = name.ToString();
        return field switch
        {
            "" => node => [node],
            "*" => Children,
            _ => node => Field(node, field),
        };
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> ReadBracket(string text, ref int at)
    {
        var end = EndOfBracket(text, at);
        var inner = text[(at + 1)..end].Trim();
        at = end + 1;
        if (inner == "*")
        {
            return Children;
        }
        if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            return ReadFilter(inner[2..^1]);
        }
        if (inner.Length >= 2 && inner[0] is ('\'' or '"') && inner[^1] == inner[0])
        {
            var name = inner[1..^1];
            return node => Field(node, name);
        }
        if (int.TryParse(inner, CultureInfo.InvariantCulture, out var index))
        {
            return node => node is JsonArray list ? Item(list, index) : [];
        }
        throw new FormatException($"'{inner}' is no index that a JSON path can have here");
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> ReadFilter(string condition)
    {
        foreach (var symbol in (ReadOnlySpan<string>)["==", "!="])
        {
            var at = condition.IndexOf(symbol, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }
            var path = Parse(condition[..at].Trim().TrimStart('@'));
            var wanted = condition[(at + 2)..].Trim().Trim('"', '\'');
            var equal = symbol == "==";
            return node => Children(node).Where(child => child is not null && Matches(child, path, wanted) == equal);
        }
        var exists = Parse(condition.Trim().TrimStart('@'));
        return node => Children(node).Where(child => child is not null && exists.FindAll(child).Count > 0);
    }

    private static bool Matches(JsonNode node, JsonPath path, string wanted) =>
        path.FindAll(node) is [{ } found, ..] && found.ToString() == wanted;

    private static int EndOfBracket(string text, int start)
    {
        var depth = 0;
        var quote = '\0';
        for (var at = start; at < text.Length; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == '[')
            {
                depth++;
            }
            else if (c == ']' && --depth == 0)
            {
                return at;
            }
        }
        throw new FormatException($"'{text}' has a bracket without an end");
    }

    private static IEnumerable<JsonNode?> Field(JsonNode node, string name) =>
        node is JsonObject parent && parent.At(name) is { } child ? [child] : [];

    private static IEnumerable<JsonNode?> Item(JsonArray list, int index)
    {
        var at = index < 0 ? list.Count + index : index;
        return at >= 0 && at < list.Count ? [list[at]] : [];
    }

    private static IEnumerable<JsonNode?> Children(JsonNode node) =>
        node switch
        {
            JsonArray list => list,
            JsonObject parent => parent.Select(member => member.Value),
            _ => [],
        };
}
