namespace Graft.Node.Toml;

/// <summary>A text is not TOML 1.0. The message begins with the line and column, both counted from 1.</summary>
public sealed class TomlException(string problem, int line, int column)
    : FormatException($"line {line}, column {column}: {problem}")
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
