using System.Text.Json.Nodes;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>
/// Words what differs between two specs as Gardener does: fields by their Go names, the new value first, such as
/// <c>WorkerPool.Name: b != a</c>.
/// </summary>
internal static class SpecDifferences
{
    private const string Nothing = "<nil pointer>";

    // Go embeds these fields in a struct of their own, whose name the path then has.
    private static readonly string[] s_defaultSpecFields = ["type", "class", "providerConfig"];

    public static string Describe(JsonNode? updated, JsonNode? stored)
    {
        var differences = new List<string>();
        Compare("", updated, stored, differences);
        return string.Join(',', differences);
    }

    private static void Compare(string path, JsonNode? updated, JsonNode? stored, List<string> differences)
    {
        if (JsonNode.DeepEquals(updated, stored))
        {
            return;
        }
        if (updated is JsonObject or null && stored is JsonObject or null && !(updated is null && stored is null))
        {
            CompareMembers(path, updated as JsonObject, stored as JsonObject, differences);
        }
        else if (updated is JsonArray items && stored is JsonArray others)
        {
            for (var i = 0; i < Math.Max(items.Count, others.Count); i++)
            {
                Compare(
                    FormattableString.Invariant($"{path}.slice[{i}]"),
                    i < items.Count ? items[i] : null,
                    i < others.Count ? others[i] : null,
                    differences
                );
            }
        }
        else
        {
            differences.Add($"{path}: {Text(updated)} != {Text(stored)}");
        }
    }

    private static void CompareMembers(string path, JsonObject? updated, JsonObject? stored, List<string> differences)
    {
        var names = (updated ?? [])
            .Select(member => member.Key)
            .Union((stored ?? []).Select(member => member.Key), StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            Compare(Join(path, name), updated?[name], stored?[name], differences);
        }
    }

    private static string Join(string path, string name)
    {
        // Keys of maps are no field names: they stand as they are.
        var field = name.All(char.IsAsciiLetterOrDigit) ? char.ToUpperInvariant(name[0]) + name[1..] : $"map[{name}]";
        var prefix =
            path.Length > 0 ? $"{path}."
            : s_defaultSpecFields.Contains(name, StringComparer.Ordinal) ? "DefaultSpec."
            : "";
        return prefix + field;
    }

    private static string Text(JsonNode? value) =>
        value switch
        {
            null => Nothing,
            JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
            _ => value.ToJsonString(),
        };
}
