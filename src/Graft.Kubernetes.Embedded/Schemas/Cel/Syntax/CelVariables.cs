namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>Walks over all nodes of an expression.</summary>
internal static class CelVariables
{
    public static bool Uses(CelExpression expression, string variable) =>
        expression is CelExpression.Identifier identifier && identifier.Name == variable
        || Children(expression).Any(child => Uses(child, variable));

    public static IEnumerable<CelExpression> Children(CelExpression expression) =>
        expression switch
        {
            CelExpression.Select select => [select.Operand],
            CelExpression.Index index => [index.Operand, index.Key],
            CelExpression.Call call => call.Arguments,
            CelExpression.Conditional conditional => [conditional.Test, conditional.Then, conditional.Otherwise],
            CelExpression.ListLiteral list => list.Items.Select(item => item.Item),
            CelExpression.MapLiteral map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
            CelExpression.Comprehension macro => new[]
            {
                macro.Range,
                macro.Filter,
                macro.Transform,
            }.OfType<CelExpression>(),
            CelExpression.OptionalMap map => [map.Operand, map.Transform],
            _ => [],
        };
}
