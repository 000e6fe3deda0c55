namespace Graft.Node.Toml;

/// <summary>How a table came to be; this decides what may still be added to it, and how.</summary>
internal enum TomlOrigin
{
    /// <summary>The document itself.</summary>
    Root,

    /// <summary>Only named on the way to another table's header.</summary>
    Implicit,

    /// <summary>By its own header.</summary>
    Header,

    /// <summary>By dotted keys of one section.</summary>
    Dotted,

    /// <summary>Written in braces; closed for good.</summary>
    Inline,
}

/// <summary>A value of the model together with where it is written.</summary>
internal abstract class TomlNode
{
    public abstract TomlValue ToValue();
}

internal sealed class TomlTableNode(TomlOrigin origin) : TomlNode
{
    public TomlOrigin Origin { get; set; } = origin;

    public OrderedDictionary<string, TomlNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The braces, where the table is written inline.</summary>
    public TomlInlineTableSyntax? Syntax { get; init; }

    public override TomlTable ToValue() =>
        new(Children.Select(child => KeyValuePair.Create(child.Key, child.Value.ToValue())));
}

/// <summary>An array made of <c>[[headers]]</c>.</summary>
internal sealed class TomlTableArrayNode : TomlNode
{
    public List<TomlTableNode> Items { get; } = [];

    public override TomlValue ToValue() => new TomlArray([.. Items.Select(item => item.ToValue())]);
}

internal sealed class TomlLeafNode(TomlValue value, TomlValueSyntax syntax) : TomlNode
{
    public TomlValueSyntax Syntax { get; } = syntax;

    public override TomlValue ToValue() => value;
}
