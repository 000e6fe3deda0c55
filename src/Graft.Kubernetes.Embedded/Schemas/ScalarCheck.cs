using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Embedded.Schemas.Patterns;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Compares a string or a number with the restrictions that hold for it, and any scalar with its enum.</summary>
internal static class ScalarCheck
{
    /// <summary>The number of checks that were made and passed.</summary>
    public static int Check(JsonNode value, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        if (value is JsonObject or JsonArray)
        {
            return 0;
        }
        var before = errors.Count;
        if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text))
        {
            CheckText(text, rules, path, errors);
        }
        else if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            CheckNumber(JsonNumber.Of(value), rules, path, errors);
        }
        SizeCheck.CheckEnum(value, rules, path, errors);
        return errors.Count == before ? 1 : 0;
    }

    /// <summary>Of length and pattern, only the first fault is told.</summary>
    private static void CheckText(string text, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        var length = rules.MinLength is null && rules.MaxLength is null ? 0 : CodePoints.Count(text);
        if (rules.MaxLength < length)
        {
            errors.Add(FieldError.TooLong(path.Field, text, rules.MaxLength.Value));
        }
        else if (rules.MinLength > length)
        {
            errors.Add(Refusal(path, text, $"should be at least {rules.MinLength} chars long"));
        }
        else if (rules.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            errors.Add(Refusal(path, text, $"should match '{pattern.Text}'"));
        }
        if (rules.Format is { } format && !StringFormats.Accepts(format, text))
        {
            errors.Add(
                FieldError.TypeInvalid(
                    path.Field,
                    text,
                    $"{path.Text} in body must be of type {format}: {GoSyntax.Quote(text)}"
                )
            );
        }
    }

    private static void CheckNumber(JsonNumber number, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        var value = number.Double;
        if (rules.MultipleOf is { } factor && !IsMultiple(number, factor))
        {
            errors.Add(Refusal(path, Plain(number), $"should be a multiple of {Text(factor, number)}"));
        }
        if (value > rules.Maximum || (rules.ExcludesMaximum && value >= rules.Maximum))
        {
            var bound = rules.ExcludesMaximum ? "" : "or equal to ";
            errors.Add(Refusal(path, Plain(number), $"should be less than {bound}{Text(rules.Maximum.Value, number)}"));
        }
        if (value < rules.Minimum || (rules.ExcludesMinimum && value <= rules.Minimum))
        {
            var bound = rules.ExcludesMinimum ? "" : "or equal to ";
            errors.Add(
                Refusal(path, Plain(number), $"should be greater than {bound}{Text(rules.Minimum.Value, number)}")
            );
        }
    }

    private static bool IsMultiple(JsonNumber number, double factor)
    {
        if (factor <= 0)
        {
            return false;
        }
        if (number.Integer is { } integer && double.IsInteger(factor) && factor < 1L << 53)
        {
            return integer % (long)factor == 0;
        }
        return double.IsInteger(number.Double / factor);
    }

    private static FieldError Refusal(ValuePath path, object? value, string detail) =>
        FieldError.Invalid(path.Field, value, $"{path.Text} in body {detail}");

    private static object Plain(JsonNumber number) => number.Integer is { } integer ? integer : number.Double;

    /// <summary>A bound is written like the number it bounds: whole beside whole numbers.</summary>
    private static string Text(double bound, JsonNumber number) =>
        number.Integer is not null && double.IsInteger(bound) && Math.Abs(bound) < 1L << 53
            ? ((long)bound).ToString(CultureInfo.InvariantCulture)
            : GoNumber.Format(bound);
}
