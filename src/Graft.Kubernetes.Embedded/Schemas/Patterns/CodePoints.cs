using System.Globalization;

namespace Graft.Kubernetes.Embedded.Schemas.Patterns;

/// <summary>Reads texts code point by code point; a surrogate without its partner counts as one.</summary>
internal static class CodePoints
{
    /// <summary>The code point at a position, which is then behind it.</summary>
    public static int Read(string text, ref int position)
    {
        var first = text[position++];
        return char.IsHighSurrogate(first) && position < text.Length && char.IsLowSurrogate(text[position])
            ? char.ConvertToUtf32(first, text[position++])
            : first;
    }

    /// <summary>The number of code points in a text.</summary>
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
            }
        }
        return count;
    }

    /// <summary>Reads <c>\x</c> digits.</summary>
    public static bool TryHex(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        && value is >= 0 and <= 0x10FFFF;
}
