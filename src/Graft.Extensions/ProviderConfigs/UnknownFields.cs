using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Extensions.ProviderConfigs;

/// <summary>Finds the members of a JSON value that its type does not have, at every depth.</summary>
internal static class UnknownFields
{
    // Every object of the API has them, whether its type models them or not.
    private static readonly string[] s_common = ["apiVersion", "kind"];

    /// <summary>Their paths, such as <c>hypervisors[0].overhead.disk</c>, in ordinal order.</summary>
    /// <param name="element">A value that can be read as the type.</param>
    /// <param name="type">What it is read as.</param>
    public static IReadOnlyList<string> Of(JsonElement element, JsonTypeInfo type) =>
        [.. Walk(element, type, "").Except(s_common, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(JsonElement element, JsonTypeInfo type, string path) =>
        (type.Kind, element.ValueKind) switch
        {
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => element
                .EnumerateObject()
                .SelectMany(member => Member(member, type, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => element
                .EnumerateObject()
                .SelectMany(entry => Walk(entry.Value, ElementOf(type), $"{path}[{entry.Name}]")),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => element
                .EnumerateArray()
                .SelectMany((item, i) => Walk(item, ElementOf(type), FormattableString.Invariant($"{path}[{i}]"))),
            _ => [],
        };

    private static IEnumerable<string> Member(JsonProperty member, JsonTypeInfo type, string path)
    {
        var known = type.Properties.FirstOrDefault(one => !one.IsExtensionData && one.Name == member.Name);
        return known switch
        {
            null => [path],
            // A converter of its own knows what it takes.
            { CustomConverter: not null } => [],
            _ => Walk(member.Value, type.Options.GetTypeInfo(known.PropertyType), path),
        };
    }

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);
}
