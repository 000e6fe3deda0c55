using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Graft.Kubernetes.Yaml;

/// <summary>
/// What an unquoted scalar means. Kubernetes reads YAML 1.1 booleans (<c>yes</c>, <c>off</c>) and octal numbers
/// (<c>0644</c> is 420); dates and base-60 numbers stay strings.
/// </summary>
internal static partial class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    public static JsonNode? Resolve(Scalar scalar, Func<string, Exception> error)
    {
        var text = scalar.Value;
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag is TagPrefix + "str" or TagPrefix + "binary" or TagPrefix + "timestamp")
        {
            return JsonValue.Create(text);
        }
        if (
            tag.Length == 0
            && (scalar.Style is not ScalarStyle.Plain || scalar.Tag.IsNonSpecific && !scalar.Tag.IsEmpty)
        )
        {
            return JsonValue.Create(text);
        }
        if (IsNull(text))
        {
            return null;
        }
        if (TryBoolean(text, out var flag))
        {
            return JsonValue.Create(flag);
        }
        if (TryInteger(text, out var integer))
        {
            return Number(integer.ToString(CultureInfo.InvariantCulture));
        }
        if (FloatPattern().IsMatch(text))
        {
            var number = double.Parse(text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            return double.IsFinite(number) ? JsonValue.Create(number) : throw error($"{text} is out of range");
        }
        return IsInfinityOrNan(text) ? throw error($"{text} has no JSON form") : JsonValue.Create(text);
    }

    /// <summary>Would some YAML reader, of version 1.1 or 1.2, read this unquoted text as anything but a string?</summary>
    public static bool IsMisreadWhenPlain(string text) =>
        IsNull(text)
        || TryBoolean(text, out _)
        || IsInfinityOrNan(text)
        || text is "=" or "<<"
        || NumberLikePattern().IsMatch(text);

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool IsInfinityOrNan(string text) => InfinityOrNanPattern().IsMatch(text);

    private static bool TryBoolean(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y";
        return value
            || text is "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N";
    }

    private static bool TryInteger(string text, out BigInteger value)
    {
        value = default;
        var match = IntegerPattern().Match(text);
        if (!match.Success)
        {
            return false;
        }
        var digits = match.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        var radix = match.Groups["prefix"].Value switch
        {
            "0x" or "0X" => 16,
            "0b" or "0B" => 2,
            "0" or "0o" or "0O" => 8,
            _ => 10,
        };
        foreach (var digit in digits)
        {
            var number = char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
            if (number >= radix)
            {
                return false;
            }
            value = value * radix + number;
        }
        value = match.Groups["sign"].Value == "-" ? -value : value;
        return true;
    }

    private static JsonValue? Number(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonValue.Create(document.RootElement.Clone());
    }

    [GeneratedRegex(
        "^(?<sign>[-+]?)(?<prefix>0[xX]|0[bB]|0[oO]|0(?=[0-9_]))?(?<digits>[0-9a-fA-F][0-9a-fA-F_]*)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex FloatPattern();

    [GeneratedRegex(@"^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$", RegexOptions.ExplicitCapture)]
    private static partial Regex InfinityOrNanPattern();

    // Deliberately wide: a sign, digit or dot in front, then only what numbers, dates and times are made of.
    [GeneratedRegex(@"^[-+]?\.?[0-9][0-9a-fA-FxXoO_.:eE+\-TZ ]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberLikePattern();
}
