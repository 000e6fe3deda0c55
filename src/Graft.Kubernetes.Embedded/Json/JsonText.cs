using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Graft.Kubernetes.Embedded.Json;

/// <summary>
/// Makes of a body what Go's JSON would read from it: what is no Unicode becomes the replacement character, and a number
/// beyond all floating-point numbers is an error.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Exponents = SearchValues.Create("eE"u8);

    public static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }
        return text.IndexOf("\\u"u8) < 0 ? text : ReplaceLoneSurrogates(text);
    }

    /// <summary>The text of a number that JSON allows and no double can hold; null where there is none.</summary>
    public static string? FindHugeNumber(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(Exponents) || !HasLongExponent(text))
        {
            return null;
        }
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
        while (reader.Read())
        {
            if (
                reader.TokenType == JsonTokenType.Number
                && (!reader.TryGetDouble(out var number) || double.IsInfinity(number))
            )
            {
                return Encoding.ASCII.GetString(reader.ValueSpan);
            }
        }
        return null;
    }

    /// <summary>Numbers overflow only with three digits of exponent, or with hundreds of digits.</summary>
    private static bool HasLongExponent(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length - 3; i++)
        {
            if (text[i] is (byte)'e' or (byte)'E')
            {
                var at = text[i + 1] is (byte)'+' or (byte)'-' ? i + 2 : i + 1;
                if (at + 2 < text.Length && !text.Slice(at, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static ReadOnlySpan<byte> ReplaceLoneSurrogates(ReadOnlySpan<byte> text)
    {
        byte[]? repaired = null;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != (byte)'\\')
            {
                continue;
            }
            if (text[i + 1] != (byte)'u')
            {
                i++;
                continue;
            }
            var unit = Unit(text, i);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(text, i + 6)))
            {
                i += 11;
            }
            else if (char.IsSurrogate(unit))
            {
                repaired ??= text.ToArray();
                "\\ufffd"u8.CopyTo(repaired.AsSpan(i));
                i += 5;
            }
        }
        return repaired ?? text;
    }

    /// <summary>The UTF-16 unit of an escape; NUL where none begins.</summary>
    private static char Unit(ReadOnlySpan<byte> text, int start) =>
        start + 6 <= text.Length
        && text[start] == (byte)'\\'
        && text[start + 1] == (byte)'u'
        && ushort.TryParse(
            text.Slice(start + 2, 4),
            System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture,
            out var unit
        )
            ? (char)unit
            : '\0';
}
