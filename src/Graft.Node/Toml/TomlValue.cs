namespace Graft.Node.Toml;

/// <summary>A value of a TOML document's model, free of how it was written. Equality is by content; tables ignore order.</summary>
public abstract record TomlValue
{
    public static implicit operator TomlValue(string value) => new TomlString(value);

    public static implicit operator TomlValue(bool value) => new TomlBoolean(value);

    public static implicit operator TomlValue(long value) => new TomlInteger(value);
}

public sealed record TomlString(string Value) : TomlValue;

public sealed record TomlInteger(long Value) : TomlValue;

public sealed record TomlFloat(double Value) : TomlValue;

public sealed record TomlBoolean(bool Value) : TomlValue;

/// <summary>Any of TOML's four date and time types; <paramref name="Text"/> is its RFC 3339 text with <c>T</c> and <c>Z</c>.</summary>
public sealed record TomlDateTime(string Text) : TomlValue;

/// <summary>An array, whether written as a value or as <c>[[headers]]</c>.</summary>
public sealed record TomlArray(IReadOnlyList<TomlValue> Items) : TomlValue
{
    public bool Equals(TomlArray? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;
}
