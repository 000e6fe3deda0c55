using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>The text of an expression, and how messages point into it.</summary>
internal sealed class CelSource(string text)
{
    public string Text => text;

    /// <summary>A message with line and column, the line itself, and a caret below the place.</summary>
    public string Describe(int offset, string message)
    {
        var lineStart = offset == 0 ? 0 : text.LastIndexOf('\n', Math.Min(offset, text.Length) - 1) + 1;
        var lineEnd = text.IndexOf('\n', lineStart);
        var line = text[lineStart..(lineEnd < 0 ? text.Length : lineEnd)].Replace('\t', ' ');
        var number = text.AsSpan(0, lineStart).Count('\n') + 1;
        var column = offset - lineStart;
        var result = new StringBuilder();
        result.Append(CultureInfo.InvariantCulture, $"ERROR: <input>:{number}:{column + 1}: {message}\n | {line}\n | ");
        return result.Append('.', column).Append('^').ToString();
    }
}
