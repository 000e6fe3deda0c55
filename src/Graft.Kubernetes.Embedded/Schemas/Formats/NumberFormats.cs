using System.Buffers;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>Numbers with check digits, and base64.</summary>
internal static class NumberFormats
{
    private static readonly SearchValues<char> Base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    );

    private static readonly GoRegex Card = GoRegex.Compile(
        "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9]{2})[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})$"
    );

    public static bool IsIsbn10(string text)
    {
        var digits = Bare(text);
        if (
            digits.Length != 10
            || digits[..9].Any(c => !char.IsAsciiDigit(c))
            || !(char.IsAsciiDigit(digits[9]) || digits[9] == 'X')
        )
        {
            return false;
        }
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            sum += (i + 1) * (digits[i] == 'X' ? 10 : digits[i] - '0');
        }
        return sum % 11 == 0;
    }

    public static bool IsIsbn13(string text)
    {
        var digits = Bare(text);
        return digits.Length == 13
            && digits.All(char.IsAsciiDigit)
            && digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum() % 10 == 0;
    }

    public static bool IsCreditCard(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (!Card.IsMatch(digits))
        {
            return false;
        }
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = digit * 2;
            sum +=
                i % 2 == 0 ? digit
                : doubled > 9 ? doubled - 9
                : doubled;
        }
        return sum % 10 == 0;
    }

    /// <summary>Padded base64 without blanks; nothing at all is the base64 of no bytes.</summary>
    public static bool IsBase64(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }
        if (text.Length % 4 != 0)
        {
            return false;
        }
        var padding =
            text.EndsWith("==", StringComparison.Ordinal) ? 2
            : text[^1] == '=' ? 1
            : 0;
        return !text.AsSpan(..^padding).ContainsAnyExcept(Base64);
    }

    private static string Bare(string text) =>
        text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
