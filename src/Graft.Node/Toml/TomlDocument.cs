using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Graft.Node.Toml;

/// <summary>
/// A TOML 1.0 document that keeps every byte of its text: comments, order, indentation, quotes and line ends.
/// Immutable; an edit gives a new document whose other bytes are those of the old one.
/// </summary>
/// <remarks>
/// Every edit is checked: the new text is parsed again and must mean the old model plus the edit, and nothing else;
/// otherwise <see cref="TomlEditException"/> is thrown.
/// </remarks>
/// <example><code>
/// var document = TomlDocument.Parse(bytes).Merge(["plugins", "x"], new TomlTable([new("enabled", true)]));
/// </code></example>
public sealed class TomlDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private TomlDocument(string text)
    {
        Text = text;
        Expressions = new TomlParser(text).Parse();
        Tree = new TomlModelBuilder(text).Build(Expressions);
        Root = Tree.ToValue();
    }

    /// <summary>The model.</summary>
    public TomlTable Root { get; }

    /// <summary>Whether there is nothing but blanks and comments.</summary>
    public bool IsEmpty => Expressions.All(expression => expression is TomlTriviaExpression);

    internal string Text { get; }

    internal IReadOnlyList<TomlExpression> Expressions { get; }

    internal TomlTableNode Tree { get; }

    /// <exception cref="TomlException">The text is not TOML 1.0.</exception>
    public static TomlDocument Parse(string text) => new(text);

    /// <exception cref="TomlException">The bytes are not UTF-8 or not TOML 1.0.</exception>
    public static TomlDocument Parse(ReadOnlySpan<byte> utf8)
    {
        var text = new char[utf8.Length];
        var status = Utf8.ToUtf16(utf8, text, out _, out var written, replaceInvalidSequences: false);
        var valid = new string(text, 0, written);
        return status == OperationStatus.Done
            ? new TomlDocument(valid)
            : throw new TomlCursor(valid).Error("the bytes are not UTF-8", written);
    }

    /// <summary>The value at the path becomes this one; tables on the way are made where missing.</summary>
    public TomlDocument Set(IReadOnlyList<string> path, TomlValue value) => TomlEditor.Set(this, [.. path], value);

    /// <summary>The table at the path gets all entries of this one, level by level; entries it has besides stay.</summary>
    public TomlDocument Merge(IReadOnlyList<string> path, TomlTable table) => TomlEditor.Merge(this, [.. path], table);

    /// <summary>Removes the value or table at the path; the same document where there is none.</summary>
    public TomlDocument Remove(IReadOnlyList<string> path) => TomlEditor.Remove(this, [.. path]);

    public byte[] ToBytes() => StrictUtf8.GetBytes(ToString());

    public override string ToString() =>
        string.Concat(Expressions.Select(expression => Text[expression.Start..expression.End]));
}
