using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Node.Toml;

namespace Graft.Node.Containerd;

/// <summary>The table of one handler as containerd's configuration should have it.</summary>
internal static class HandlerTable
{
    private const string RecordKey = "table";

    /// <exception cref="FormatException">A setting or option has a value that no such table has.</exception>
    public static TomlTable Of(RuntimeHandler handler, Version containerd)
    {
        var entries = new List<KeyValuePair<string, TomlValue>> { new("runtime_type", handler.RuntimeType) };
        if (handler.RuntimePath is { } path && containerd >= ContainerdVersion.KnowsRuntimePath)
        {
            entries.Add(new("runtime_path", path));
        }
        entries.AddRange((handler.Settings ?? []).Select(Convert));
        if (handler.Options is { } options)
        {
            entries.Add(new("options", new TomlTable(options.Select(Convert))));
        }
        return new TomlTable(entries);
    }

    /// <summary>One line of text that <see cref="FromText"/> reads back.</summary>
    public static string ToText(TomlTable table) =>
        TomlDocument.Parse("").Set([RecordKey], table).ToString().TrimEnd('\n');

    /// <summary>Null where the text is not one that <see cref="ToText"/> wrote.</summary>
    public static TomlTable? FromText(string text)
    {
        try
        {
            return TomlDocument.Parse(text).Root.Find(RecordKey) as TomlTable;
        }
        catch (TomlException)
        {
            return null;
        }
    }

    /// <summary>Whether every key that both tables have is equal in both, options included.</summary>
    public static bool Agrees(TomlTable existing, TomlTable wanted) =>
        wanted.Entries.All(entry =>
            !existing.TryGet(entry.Key, out var value)
            || (
                value is TomlTable inner && entry.Value is TomlTable other
                    ? Agrees(inner, other)
                    : value.Equals(entry.Value)
            )
        );

    /// <summary>Whether the table has every key of another one with the same value, options included.</summary>
    public static bool Contains(TomlTable existing, TomlTable wanted) =>
        wanted.Entries.All(entry =>
            existing.TryGet(entry.Key, out var value)
            && (
                value is TomlTable inner && entry.Value is TomlTable other
                    ? Contains(inner, other)
                    : value.Equals(entry.Value)
            )
        );

    private static KeyValuePair<string, TomlValue> Convert(KeyValuePair<string, JsonNode?> entry) =>
        new(entry.Key, Convert(entry.Key, entry.Value));

    private static TomlValue Convert(string key, JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when node.AsValue().TryGetValue<long>(out var number) => number,
            JsonValueKind.Array => new TomlArray([.. node.AsArray().Select(item => Convert(key, item))]),
            _ => throw new FormatException(
                $"the value of '{key}' is neither text, a whole number, a boolean nor a list of these"
            ),
        };
}
