namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>Calls that are no calls: their variables are bound to the items of what stands before the dot.</summary>
internal static class CelMacros
{
    /// <summary>Null where a method is no macro, or is one but for its number of arguments.</summary>
    public static CelExpression? Find(
        string name,
        CelExpression receiver,
        IReadOnlyList<CelExpression> arguments,
        int offset,
        Func<int, string, CelException> error
    )
    {
        if (name is "optMap" or "optFlatMap" && arguments.Count == 2)
        {
            var variable = Variable(arguments[0], name, error);
            return new CelExpression.OptionalMap(receiver, variable, arguments[1], name == "optFlatMap", offset);
        }
        var (macro, variables, filters, transforms) = (name, arguments.Count) switch
        {
            ("all", 2) => (CelMacro.All, 1, true, false),
            ("all", 3) => (CelMacro.All, 2, true, false),
            ("exists", 2) => (CelMacro.Exists, 1, true, false),
            ("exists", 3) => (CelMacro.Exists, 2, true, false),
            ("exists_one" or "existsOne", 2) => (CelMacro.ExistsOne, 1, true, false),
            ("exists_one" or "existsOne", 3) => (CelMacro.ExistsOne, 2, true, false),
            ("filter", 2) => (CelMacro.Filter, 1, true, false),
            ("map", 2) => (CelMacro.Map, 1, false, true),
            ("map", 3) => (CelMacro.Map, 1, true, true),
            ("transformList", 3) => (CelMacro.Map, 2, false, true),
            ("transformList", 4) => (CelMacro.Map, 2, true, true),
            ("transformMap", 3) => (CelMacro.TransformMap, 2, false, true),
            ("transformMap", 4) => (CelMacro.TransformMap, 2, true, true),
            ("transformMapEntry", 3) => (CelMacro.TransformMapEntry, 2, false, true),
            ("transformMapEntry", 4) => (CelMacro.TransformMapEntry, 2, true, true),
            _ => (CelMacro.All, 0, false, false),
        };
        if (variables == 0)
        {
            return null;
        }
        var names = arguments.Take(variables).Select(argument => Variable(argument, name, error)).ToList();
        if (names.Count == 2 && names[0] == names[1])
        {
            throw error(arguments[1].Offset, $"duplicate variable name: {names[0]}");
        }
        return new CelExpression.Comprehension(
            macro,
            receiver,
            names,
            filters ? arguments[variables] : null,
            transforms ? arguments[^1] : null,
            offset
        );
    }

    private static string Variable(CelExpression argument, string macro, Func<int, string, CelException> error) =>
        argument is CelExpression.Identifier identifier
            ? identifier.Name
            : throw error(argument.Offset, $"argument must be a simple name in {macro}() macro");
}
