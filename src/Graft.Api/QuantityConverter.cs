using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api;

/// <summary>Quantities may be written as numbers (<c>cpu: 2</c>); like Kubernetes, they are written back as strings.</summary>
public sealed class QuantityConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadQuantity(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    internal static string ReadQuantity(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException($"expected a quantity, found {reader.TokenType}"),
        };
}
