using System.Collections.Frozen;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>How names of properties become names in expressions: keywords and odd characters are escaped.</summary>
internal static class CelNames
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while"
    );

    /// <summary>A word that may not stand as a name, though it means nothing yet.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>The name by which an expression selects a property; null where none can.</summary>
    public static string? Escape(string property)
    {
        if (property is "true" or "false" or "null" or "in" || IsReserved(property))
        {
            return $"__{property}__";
        }
        if (property.Length == 0 || char.IsAsciiDigit(property[0]))
        {
            return null;
        }
        var text = new StringBuilder();
        for (var i = 0; i < property.Length; i++)
        {
            var c = property[i];
            if (c == '_' && i + 1 < property.Length && property[i + 1] == '_')
            {
                text.Append("__underscores__");
                i++;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                text.Append(c);
            }
            else if (Replacement(c) is { } replacement)
            {
                text.Append(replacement);
            }
            else
            {
                return null;
            }
        }
        return text.ToString();
    }

    /// <summary>The name that a token selects: one between backticks is the property's own.</summary>
    public static string OfField(CelToken token) =>
        token.Kind == CelTokenKind.QuotedName ? Escape(token.Text) ?? token.Text : token.Text;

    private static string? Replacement(char c) =>
        c switch
        {
            '.' => "__dot__",
            '-' => "__dash__",
            '/' => "__slash__",
            _ => null,
        };
}
