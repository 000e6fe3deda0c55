using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

/// <summary>A model as JSON in which every value says its type, as the public suite's expectations do: <c>integer:1</c>.</summary>
internal static class TomlTypedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(TomlValue value) => ToNode(value).ToJsonString(Options);

    private static JsonNode ToNode(TomlValue value) =>
        value switch
        {
            TomlTable table => new JsonObject(
                table.Entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, ToNode(entry.Value)))
            ),
            TomlArray array => new JsonArray([.. array.Items.Select(ToNode)]),
            TomlString text => $"string:{text.Value}",
            TomlInteger number => $"integer:{number.Value.ToString(CultureInfo.InvariantCulture)}",
            TomlFloat number => $"float:{Float(number.Value)}",
            TomlBoolean boolean => $"bool:{(boolean.Value ? "true" : "false")}",
            TomlDateTime time => $"{KindOf(time.Text)}:{time.Text}",
            _ => throw new NotSupportedException(value.GetType().Name),
        };

    private static string Float(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string KindOf(string text) =>
        !text.Contains('-') || text.IndexOf(':') == 2 ? "time-local"
        : !text.Contains('T') ? "date-local"
        : text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T') ? "datetime"
        : "datetime-local";
}
