using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Named formats: <c>!format.dns1123Label().validate(self).hasValue()</c>.</summary>
internal static class CelFormatFunctions
{
    /// <summary>What one validation may read for each character: the longest pattern behind a format.</summary>
    private const int Factor = 32;

    public static IEnumerable<CelOverload> All()
    {
        foreach (var format in CelFormat.Known.Values)
        {
            yield return CelOverload.Function($"format.{format.Name}", CelType.Format, [], (_, _) => format);
        }
        yield return CelOverload.Function(
            "format.named",
            CelType.OptionalOf(CelType.Format),
            [CelType.String],
            (a, _) =>
                CelFormat.Known.TryGetValue((string)a[0]!, out var format) ? CelOptional.Of(format) : CelOptional.None
        );
        yield return CelOverload.Method(
            "validate",
            CelType.OptionalOf(CelType.ListOf(CelType.String)),
            [CelType.Format, CelType.String],
            (a, budget) =>
            {
                var text = (string)a[1]!;
                budget.SpendText(text.Length * Factor);
                return ((CelFormat)a[0]!).Validate(text) is { Count: > 0 } problems
                    ? CelOptional.Of(new CelValueList([.. problems]))
                    : CelOptional.None;
            }
        );
    }
}
