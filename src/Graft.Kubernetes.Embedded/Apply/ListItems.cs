using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>The items of a list of type set or map, each with its path element; items without identity are skipped.</summary>
internal static class ListItems
{
    public static IEnumerable<(string Element, JsonNode? Item)> Of(JsonArray list, FieldSchema schema)
    {
        foreach (var item in list)
        {
            if (FieldElement.OfItem(item, schema.Schema!) is { } element)
            {
                yield return (element, item);
            }
        }
    }
}
