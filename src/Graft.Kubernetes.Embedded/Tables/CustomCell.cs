using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>What a printer column of a CustomResourceDefinition shows.</summary>
internal static class CustomCell
{
    public static JsonNode? Of(IReadOnlyList<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0 || found[0] is not { } node)
        {
            return null;
        }
        return (type, node.GetValueKind()) switch
        {
            ("date", JsonValueKind.String) => ColumnSet.Duration(node.GetValue<string>(), now),
            ("integer" or "number", JsonValueKind.Number) => node.DeepClone(),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => node.DeepClone(),
            ("string", JsonValueKind.String) when found.Count == 1 => node.GetValue<string>(),
            ("string", _) => string.Join(' ', found.Select(Text)),
            _ => null,
        };
    }

    private static string Text(JsonNode? node) =>
        node is null ? ""
        : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>()
        : node.ToJsonString();
}
