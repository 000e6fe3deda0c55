using System.Globalization;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Validation;

/// <summary>One thing that is wrong with one field. <see cref="ToString"/> is the text of wire contract 3.1.</summary>
public sealed record FieldError
{
    private static readonly object Omitted = new();

    private FieldError(FieldErrorType type, FieldPath field, object? value, string detail)
    {
        Type = type;
        Field = field.ToString();
        Value = value;
        Detail = detail;
    }

    public FieldErrorType Type { get; }

    /// <summary>The path of the field.</summary>
    public string Field { get; }

    /// <summary>The offending value: a string, bool, number, <see cref="JsonNode"/> or null.</summary>
    public object? Value { get; }

    public string Detail { get; }

    /// <summary>The machine-readable reason of a cause in a Status: <c>FieldValueInvalid</c> and the like.</summary>
    public string Reason => Type.Reason();

    /// <summary>The message without the path, as the causes of a Status carry it.</summary>
    public string Body
    {
        get
        {
            var text =
                Type
                    is FieldErrorType.Required
                        or FieldErrorType.Forbidden
                        or FieldErrorType.TooLong
                        or FieldErrorType.Internal
                || ReferenceEquals(Value, Omitted)
                    ? Type.Words()
                    : $"{Type.Words()}: {Render(Value)}";
            return Detail.Length == 0 ? text : $"{text}: {Detail}";
        }
    }

    public static FieldError Invalid(FieldPath field, object? value, string detail) =>
        new(FieldErrorType.Invalid, field, value, detail);

    /// <summary>An invalid value that is too large to be shown.</summary>
    public static FieldError InvalidUnshown(FieldPath field, string detail) =>
        new(FieldErrorType.Invalid, field, Omitted, detail);

    public static FieldError Required(FieldPath field, string detail) =>
        new(FieldErrorType.Required, field, "", detail);

    public static FieldError Forbidden(FieldPath field, string detail) =>
        new(FieldErrorType.Forbidden, field, "", detail);

    public static FieldError Duplicate(FieldPath field, object? value) =>
        new(FieldErrorType.Duplicate, field, value, "");

    /// <summary>The value is none of <paramref name="supported"/>, which the message lists in ordinal order.</summary>
    public static FieldError NotSupported(FieldPath field, object? value, IEnumerable<string> supported)
    {
        var names = supported.Order(StringComparer.Ordinal).Select(GoSyntax.Quote).ToList();
        return new(
            FieldErrorType.NotSupported,
            field,
            value,
            names.Count == 0 ? "" : $"supported values: {string.Join(", ", names)}"
        );
    }

    public static FieldError NotFound(FieldPath field, object? value) => new(FieldErrorType.NotFound, field, value, "");

    public static FieldError TooLong(FieldPath field, object? value, long maximumLength) =>
        new(
            FieldErrorType.TooLong,
            field,
            value,
            string.Create(
                CultureInfo.InvariantCulture,
                $"may not be more than {maximumLength} {(maximumLength == 1 ? "byte" : "bytes")}"
            )
        );

    public static FieldError TooMany(FieldPath field, int actual, long maximum) =>
        new(
            FieldErrorType.TooMany,
            field,
            actual,
            string.Create(
                CultureInfo.InvariantCulture,
                $"must have at most {maximum} {(maximum == 1 ? "item" : "items")}"
            )
        );

    public static FieldError TypeInvalid(FieldPath field, object? value, string detail) =>
        new(FieldErrorType.TypeInvalid, field, value, detail);

    public static FieldError Internal(FieldPath field, string detail) =>
        new(FieldErrorType.Internal, field, null, detail);

    /// <summary><c>path: Type: value: detail</c>; Required and Forbidden print no value, Duplicate no detail.</summary>
    public override string ToString() => $"{Field}: {Body}";

    private static string Render(object? value) =>
        value switch
        {
            null => "null",
            string text => GoSyntax.Quote(text),
            bool flag => flag ? "true" : "false",
            JsonNode node => node.ToJsonString(),
            double number => GoNumber.Format(number),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "null",
        };
}
