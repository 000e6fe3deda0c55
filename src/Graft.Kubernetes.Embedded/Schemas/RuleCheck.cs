using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Compares one value with the restrictions of its schema, logical junctors included.</summary>
/// <param name="type">The schema's type: a format restricts only values of that type.</param>
internal sealed class RuleCheck(string type)
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Check(JsonNode value, ValueRules rules, ValuePath path)
    {
        if (ReferenceEquals(rules, ValueRules.None))
        {
            return [];
        }
        switch (value)
        {
            case JsonObject json:
                CheckObject(json, rules, path);
                break;
            case JsonArray array:
                CheckArray(array, rules, path);
                break;
            default:
                CheckScalar(value, rules, path);
                break;
        }
        if (rules.Enum is { } allowed && !allowed.Any(each => JsonNode.DeepEquals(each, value)))
        {
            var names = allowed.Select(each =>
                each is JsonValue text && text.TryGetValue<string>(out var name) ? name : each?.ToJsonString() ?? "null"
            );
            _errors.Add(FieldError.NotSupported(path.Field, Plain(value), names));
        }
        CheckJunctors(value, rules, path);
        return _errors;
    }

    private void CheckObject(JsonObject json, ValueRules rules, ValuePath path)
    {
        foreach (var name in rules.Required)
        {
            if (!json.ContainsKey(name))
            {
                _errors.Add(FieldError.Required(path.Child(name).Field, ""));
            }
        }
        if (rules.MinProperties > json.Count)
        {
            Refuse(path, json.Count, $"should have at least {rules.MinProperties} properties");
        }
        if (rules.MaxProperties < json.Count)
        {
            _errors.Add(FieldError.TooMany(path.Field, json.Count, (int)rules.MaxProperties.Value));
        }
        foreach (var (name, nested) in rules.Properties)
        {
            if (json[name] is { } child)
            {
                _errors.AddRange(new RuleCheck("").Check(child, nested, path.Child(name)));
            }
        }
    }

    private void CheckArray(JsonArray array, ValueRules rules, ValuePath path)
    {
        if (rules.MinItems > array.Count)
        {
            Refuse(path, array.Count, $"should have at least {rules.MinItems} items");
        }
        if (rules.MaxItems < array.Count)
        {
            _errors.Add(FieldError.TooMany(path.Field, array.Count, (int)rules.MaxItems.Value));
        }
        if (
            rules.HasUniqueItems
            && array.Where((item, i) => array.Take(i).Any(other => JsonNode.DeepEquals(item, other))).Any()
        )
        {
            Refuse(path, null, "shouldn't contain duplicates");
        }
        for (var i = 0; rules.Items is not null && i < array.Count; i++)
        {
            if (array[i] is { } item)
            {
                _errors.AddRange(new RuleCheck("").Check(item, rules.Items, path.Index(i)));
            }
        }
    }

    private void CheckScalar(JsonNode value, ValueRules rules, ValuePath path)
    {
        var actual = JsonNumber.TypeName(value);
        if (rules.Type.Length > 0 && rules.Type != actual && !(rules.Type == "number" && actual == "integer"))
        {
            _errors.Add(
                FieldError.TypeInvalid(
                    path.Field,
                    actual,
                    $"{path.Text} in body must be of type {rules.Type}: \"{actual}\""
                )
            );
            return;
        }
        if (actual == "string")
        {
            CheckText(value.GetValue<string>(), rules, path);
        }
        else if (actual is "integer" or "number")
        {
            CheckNumber(JsonNumber.Of(value), rules, path);
        }
    }

    private void CheckText(string text, ValueRules rules, ValuePath path)
    {
        var length = rules.MinLength is null && rules.MaxLength is null ? 0 : text.EnumerateRunes().Count();
        if (rules.MinLength > length)
        {
            Refuse(path, text, $"should be at least {rules.MinLength} chars long");
        }
        if (rules.MaxLength < length)
        {
            _errors.Add(FieldError.TooLong(path.Field, text, (int)rules.MaxLength.Value));
        }
        if (rules.Pattern is { } pattern && !Matches(pattern, text))
        {
            Refuse(path, text, $"should match '{rules.PatternText}'");
        }
        if (rules.Format is { } format && type is "string" && !Formats.Accepts(format, text))
        {
            _errors.Add(
                FieldError.TypeInvalid(
                    path.Field,
                    text,
                    $"{path.Text} in body must be of type {format}: {GoSyntax.Quote(text)}"
                )
            );
        }
    }

    /// <summary>A text that takes too long to match does not match: the server's time is worth more.</summary>
    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private void CheckNumber(JsonNumber number, ValueRules rules, ValuePath path)
    {
        var value = number.Double;
        object plain = number.Integer is { } integer ? (object)integer : value;
        if (value > rules.Maximum || (rules.ExcludesMaximum && value >= rules.Maximum))
        {
            Refuse(
                path,
                plain,
                $"should be less than {(rules.ExcludesMaximum ? "" : "or equal to ")}{Text(rules.Maximum.Value)}"
            );
        }
        if (value < rules.Minimum || (rules.ExcludesMinimum && value <= rules.Minimum))
        {
            Refuse(
                path,
                plain,
                $"should be greater than {(rules.ExcludesMinimum ? "" : "or equal to ")}{Text(rules.Minimum.Value)}"
            );
        }
        if (rules.MultipleOf is { } factor && factor != 0 && Math.Abs(Math.IEEERemainder(value, factor)) > 1e-9)
        {
            Refuse(path, plain, $"should be a multiple of {Text(factor)}");
        }
        if (rules.Format == "int32" && (number.Integer is not { } whole || whole is < int.MinValue or > int.MaxValue))
        {
            Refuse(path, plain, "must be of type int32: \"" + Text(value) + "\"");
        }
    }

    private void CheckJunctors(JsonNode value, ValueRules rules, ValuePath path)
    {
        var quoted = GoSyntax.Quote(path.Text);
        foreach (var each in rules.AllOf)
        {
            _errors.AddRange(new RuleCheck(type).Check(value, each, path));
        }
        if (rules.AnyOf.Count > 0)
        {
            var failures = rules.AnyOf.Select(each => new RuleCheck(type).Check(value, each, path)).ToList();
            if (failures.TrueForAll(failure => failure.Count > 0))
            {
                _errors.AddRange(failures.MinBy(failure => failure.Count)!);
                RefuseWhole($"{quoted} must validate at least one schema (anyOf)");
            }
        }
        if (rules.OneOf.Count > 0)
        {
            CheckOneOf(value, rules.OneOf, path, quoted);
        }
        if (rules.Not is { } not && new RuleCheck(type).Check(value, not, path).Count == 0)
        {
            RefuseWhole($"{quoted} must not validate the schema (not)");
        }
    }

    private void CheckOneOf(JsonNode value, IReadOnlyList<ValueRules> alternatives, ValuePath path, string quoted)
    {
        var failures = alternatives.Select(each => new RuleCheck(type).Check(value, each, path)).ToList();
        var valid = failures.Count(failure => failure.Count == 0);
        if (valid == 0)
        {
            _errors.AddRange(failures.MinBy(failure => failure.Count)!);
        }
        if (valid != 1)
        {
            var found =
                valid == 0
                    ? "Found none valid"
                    : string.Create(CultureInfo.InvariantCulture, $"Found {valid} valid alternatives");
            RefuseWhole($"{quoted} must validate one and only one schema (oneOf). {found}");
        }
    }

    private void Refuse(ValuePath path, object? value, string detail) =>
        _errors.Add(FieldError.Invalid(path.Field, value, $"{path.Text} in body {detail}"));

    private void RefuseWhole(string detail) => _errors.Add(FieldError.Invalid(ValuePath.Root.Field, "", detail));

    private static object? Plain(JsonNode value) =>
        value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : value;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
