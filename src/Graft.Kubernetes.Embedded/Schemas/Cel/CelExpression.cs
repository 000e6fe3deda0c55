namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>The syntax tree of an expression. <c>Column</c> counts from zero and is for messages.</summary>
internal abstract record CelExpression(int Column)
{
    public sealed record Literal(object? Value, int Column) : CelExpression(Column);

    public sealed record Identifier(string Name, int Column) : CelExpression(Column);

    /// <summary><c>operand.field</c>, or with <paramref name="IsTest"/> <c>has(operand.field)</c>.</summary>
    public sealed record Select(CelExpression Operand, string Field, bool IsTest, int Column) : CelExpression(Column);

    public sealed record Index(CelExpression Operand, CelExpression Key, int Column) : CelExpression(Column);

    /// <summary>An operator by its spelling, or a function; a method's receiver is the first argument.</summary>
    public sealed record Call(string Function, IReadOnlyList<CelExpression> Arguments, bool IsMethod, int Column)
        : CelExpression(Column);

    public sealed record Conditional(CelExpression Test, CelExpression Then, CelExpression Else, int Column)
        : CelExpression(Column);

    public sealed record ListLiteral(IReadOnlyList<CelExpression> Items, int Column) : CelExpression(Column);

    public sealed record MapLiteral(IReadOnlyList<(CelExpression Key, CelExpression Value)> Entries, int Column)
        : CelExpression(Column);

    /// <summary>A macro over a list's items or a map's keys.</summary>
    public sealed record Comprehension(
        string Macro,
        CelExpression Range,
        string Variable,
        CelExpression? Filter,
        CelExpression? Transform,
        int Column
    ) : CelExpression(Column);

    /// <summary>This expression and all below it.</summary>
    public IEnumerable<CelExpression> Descendants()
    {
        yield return this;
        foreach (var child in Children())
        {
            foreach (var descendant in child.Descendants())
            {
                yield return descendant;
            }
        }
    }

    private IEnumerable<CelExpression> Children() =>
        this switch
        {
            Select select => [select.Operand],
            Index index => [index.Operand, index.Key],
            Call call => call.Arguments,
            Conditional conditional => [conditional.Test, conditional.Then, conditional.Else],
            ListLiteral list => list.Items,
            MapLiteral map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
            Comprehension comprehension => new[]
            {
                comprehension.Range,
                comprehension.Filter,
                comprehension.Transform,
            }.OfType<CelExpression>(),
            _ => [],
        };
}
