using System.Collections.Frozen;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Operators and functions, in one table that checking and evaluation both read.</summary>
internal static class CelFunctions
{
    private static readonly FrozenDictionary<(string Name, bool IsMethod), CelOverload[]> Table = All()
        .GroupBy(overload => (overload.Name, overload.IsMethod))
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    public static IReadOnlyList<CelOverload> Named(string name, bool isMethod) =>
        Table.GetValueOrDefault((name, isMethod)) ?? [];

    /// <summary>The name as messages have it: operators between underscores that stand for their operands.</summary>
    public static string Display(string function) =>
        function switch
        {
            "!" => "!_",
            "in" => "@in",
            "-_" or "_[_]" or "_[?_]" or "_?_:_" => function,
            _ => char.IsAsciiLetter(function[0]) ? function : $"_{function}_",
        };

    private static IEnumerable<CelOverload> All() =>
        [
            .. CelOperators.All(),
            .. CelConversions.All(),
            .. CelStringFunctions.All(),
            .. CelRegexFunctions.All(),
            .. CelListFunctions.All(),
            .. CelTimeFunctions.All(),
            .. CelOptionalFunctions.All(),
            .. CelNetworkFunctions.All(),
            .. CelUrlFunctions.All(),
            .. CelQuantityFunctions.All(),
            .. CelSemverFunctions.All(),
            .. CelFormatFunctions.All(),
            .. CelAuthorizerFunctions.All(),
        ];
}
