namespace Graft.Node.Toml;

/// <summary>Builds the model out of expressions and refuses what TOML forbids: keys and tables defined twice.</summary>
internal sealed class TomlModelBuilder(string text)
{
    private readonly TomlTableNode _root = new(TomlOrigin.Root);

    public TomlTableNode Build(IEnumerable<TomlExpression> expressions)
    {
        var section = _root;
        foreach (var expression in expressions)
        {
            switch (expression)
            {
                case TomlHeaderExpression { IsArray: true } header:
                    section = AppendTable(header);
                    break;
                case TomlHeaderExpression header:
                    section = OpenTable(header);
                    break;
                case TomlAssignmentExpression assignment:
                    Assign(section, assignment.Pair);
                    break;
            }
        }
        return _root;
    }

    private TomlTableNode OpenTable(TomlHeaderExpression header)
    {
        var parent = DescendTo(header);
        var last = header.Keys[^1];
        if (!parent.Children.TryGetValue(last.Name, out var existing))
        {
            var table = new TomlTableNode(TomlOrigin.Header);
            parent.Children.Add(last.Name, table);
            return table;
        }
        if (existing is TomlTableNode { Origin: TomlOrigin.Implicit } implicitTable)
        {
            implicitTable.Origin = TomlOrigin.Header;
            return implicitTable;
        }
        throw Error($"'{last.Name}' is already defined", last);
    }

    private TomlTableNode AppendTable(TomlHeaderExpression header)
    {
        var parent = DescendTo(header);
        var last = header.Keys[^1];
        if (!parent.Children.TryGetValue(last.Name, out var existing))
        {
            existing = new TomlTableArrayNode();
            parent.Children.Add(last.Name, existing);
        }
        if (existing is not TomlTableArrayNode array)
        {
            throw Error($"'{last.Name}' is already defined, and not as an array of tables", last);
        }
        var table = new TomlTableNode(TomlOrigin.Header);
        array.Items.Add(table);
        return table;
    }

    private TomlTableNode DescendTo(TomlHeaderExpression header)
    {
        var table = _root;
        foreach (var key in header.Keys.Take(header.Keys.Count - 1))
        {
            if (!table.Children.TryGetValue(key.Name, out var child))
            {
                child = new TomlTableNode(TomlOrigin.Implicit);
                table.Children.Add(key.Name, child);
            }
            table = child switch
            {
                TomlTableNode { Origin: not TomlOrigin.Inline } next => next,
                TomlTableArrayNode array => array.Items[^1],
                _ => throw Error($"'{key.Name}' is closed for more tables", key),
            };
        }
        return table;
    }

    private void Assign(TomlTableNode section, TomlPairSyntax pair)
    {
        var table = section;
        foreach (var key in pair.Keys.Take(pair.Keys.Count - 1))
        {
            if (!table.Children.TryGetValue(key.Name, out var child))
            {
                child = new TomlTableNode(TomlOrigin.Dotted);
                table.Children.Add(key.Name, child);
            }
            if (child is not TomlTableNode { Origin: TomlOrigin.Dotted or TomlOrigin.Implicit } next)
            {
                throw Error($"'{key.Name}' is already defined elsewhere", key);
            }
            next.Origin = TomlOrigin.Dotted;
            table = next;
        }
        var last = pair.Keys[^1];
        if (!table.Children.TryAdd(last.Name, Build(pair.Value)))
        {
            throw Error($"'{last.Name}' is already defined", last);
        }
    }

    private TomlNode Build(TomlValueSyntax syntax)
    {
        switch (syntax)
        {
            case TomlInlineTableSyntax inline:
                var table = new TomlTableNode(TomlOrigin.Inline) { Syntax = inline };
                foreach (var pair in inline.Pairs)
                {
                    Assign(table, pair);
                }
                return table;
            case TomlArraySyntax array:
                var items = array.Items.Select(item => Build(item).ToValue());
                return new TomlLeafNode(new TomlArray([.. items]), array);
            default:
                return new TomlLeafNode(((TomlScalarSyntax)syntax).Value, syntax);
        }
    }

    private TomlException Error(string problem, TomlKey key) => new TomlCursor(text).Error(problem, key.Start);
}
