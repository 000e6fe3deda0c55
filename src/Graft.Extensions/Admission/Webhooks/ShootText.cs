using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>The text of a Shoot, and where in it stand the parts that matter. Nothing is parsed before it is asked for.</summary>
internal readonly struct ShootText
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly Range _specification;
    private readonly Range _managedFields;

    private ShootText(ReadOnlyMemory<byte> text, Range specification, Range managedFields)
    {
        _text = text;
        _specification = specification;
        _managedFields = managedFields;
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _text.IsEmpty;

    /// <summary>The value of the first member <c>spec</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> Specification => _text.Span[_specification];

    /// <summary>Looks through the text as far as the specification; of what follows nothing is known.</summary>
    /// <exception cref="JsonException">The text is no JSON, up to there.</exception>
    public static ShootText Of(ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }
        var managedFields = 0..0;
        var reader = new Utf8JsonReader(text.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }
            switch (reader.CurrentDepth)
            {
                // Its members are next, and the only ones at the second depth: all others are skipped.
                case 1 when reader.ValueTextEquals("metadata"u8):
                    break;
                case 1 when reader.ValueTextEquals("spec"u8):
                    return new ShootText(text, ValueOf(ref reader), managedFields);
                case 2 when reader.ValueTextEquals("managedFields"u8):
                    managedFields = ValueOf(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new ShootText(text, 0..0, managedFields);
    }

    /// <summary>The Shoot, without the managedFields: no rule needs them, and they are as long as the rest.</summary>
    /// <exception cref="JsonException">The text is no Shoot.</exception>
    public Shoot? Decode()
    {
        var text = _text.Span;
        var (start, length) = _managedFields.GetOffsetAndLength(text.Length);
        if (length == 0)
        {
            return JsonSerializer.Deserialize(text, ApiJson.Context.Shoot);
        }
        byte[] rest = [.. text[..start], .. "null"u8, .. text[(start + length)..]];
        return JsonSerializer.Deserialize(rest, ApiJson.Context.Shoot);
    }

    private static Range ValueOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
