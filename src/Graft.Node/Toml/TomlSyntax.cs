namespace Graft.Node.Toml;

/// <summary>A value as it stands in the text, from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal abstract record TomlValueSyntax(int Start, int End);

internal sealed record TomlScalarSyntax(TomlValue Value, int Start, int End) : TomlValueSyntax(Start, End);

internal sealed record TomlArraySyntax(IReadOnlyList<TomlValueSyntax> Items, int Start, int End)
    : TomlValueSyntax(Start, End);

internal sealed record TomlInlineTableSyntax(IReadOnlyList<TomlPairSyntax> Pairs, int Start, int End)
    : TomlValueSyntax(Start, End);

/// <summary>A dotted key and its value.</summary>
internal sealed record TomlPairSyntax(IReadOnlyList<TomlKey> Keys, TomlValueSyntax Value)
{
    public int Start => Keys[0].Start;

    public int End => Value.End;
}

/// <summary>
/// One line of a document, or several where a value spans lines: everything from <paramref name="Start"/> up to
/// <paramref name="End"/>, newline and comment included. The expressions of a document cover its text without a gap.
/// </summary>
internal abstract record TomlExpression(int Start, int End);

/// <summary>A line of blanks, or of a comment.</summary>
internal sealed record TomlTriviaExpression(int Start, int End, bool IsComment) : TomlExpression(Start, End);

/// <summary><c>[keys]</c> or <c>[[keys]]</c>.</summary>
internal sealed record TomlHeaderExpression(int Start, int End, IReadOnlyList<TomlKey> Keys, bool IsArray)
    : TomlExpression(Start, End)
{
    public string[] Path { get; } = [.. Keys.Select(key => key.Name)];
}

/// <summary><c>keys = value</c>.</summary>
internal sealed record TomlAssignmentExpression(int Start, int End, TomlPairSyntax Pair) : TomlExpression(Start, End)
{
    public string[] Path { get; } = [.. Pair.Keys.Select(key => key.Name)];
}
