using System.Globalization;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>What the rules of a schema may cost at most before they are accepted, and how an excess is told.</summary>
internal static class RuleCost
{
    /// <summary>For one rule on all the values that it can apply to.</summary>
    public const ulong PerRule = 10_000_000;

    /// <summary>For all rules of one schema.</summary>
    public const ulong PerSchema = 100_000_000;

    public static ulong Multiply(ulong cost, ulong times) =>
        cost != 0 && times > ulong.MaxValue / cost ? ulong.MaxValue : cost * times;

    public static string Excess(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor switch
        {
            > 100 => "more than 100x",
            < 1.5 => string.Create(CultureInfo.InvariantCulture, $"{factor:F6}x"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{factor:F1}x"),
        };
        return $"{what} exceeds budget by factor of {text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
