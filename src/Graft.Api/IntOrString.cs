using System.Globalization;
using System.Text.Json.Serialization;

namespace Graft.Api;

/// <summary>A count or a percentage, as Kubernetes writes <c>maxSurge: 1</c> and <c>maxSurge: 25%</c>.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    private readonly int _number;
    private readonly string? _text;

    public IntOrString(int number) => _number = number;

    public IntOrString(string text) => _text = text;

    /// <summary>Whether the value was written as a number.</summary>
    public bool IsNumber => _text is null;

    /// <summary>The number; zero where the value was written as a string.</summary>
    public int Number => _number;

    public static implicit operator IntOrString(int number) => new(number);

    public static IntOrString FromInt32(int number) => new(number);

    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);

    internal string? Text => _text;
}
