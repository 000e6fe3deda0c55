namespace Graft.Kubernetes.Yaml;

/// <summary>A text is no YAML that JSON can hold. The message begins with the place: <c>line 3, column 7: …</c>.</summary>
public sealed class YamlFormatException(int line, int column, string problem, Exception? inner = null)
    : FormatException(FormattableString.Invariant($"line {line}, column {column}: {problem}"), inner)
{
    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Counted from 1.</summary>
    public int Column { get; } = column;
}
