using System.Text.Json;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>Finds the specification in the text of an object, without parsing it.</summary>
internal static class SpecificationText
{
    /// <summary>The value of the first member <c>spec</c>; empty where there is none.</summary>
    /// <exception cref="JsonException">The text is no JSON, up to there.</exception>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> item)
    {
        if (item.IsEmpty)
        {
            return default;
        }
        var reader = new Utf8JsonReader(item);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }
            if (reader.ValueTextEquals("spec"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return item[start..(int)reader.BytesConsumed];
            }
            reader.Skip();
        }
        return default;
    }
}
