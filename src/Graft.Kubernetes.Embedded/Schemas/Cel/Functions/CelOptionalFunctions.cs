using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Values that may be missing.</summary>
internal static class CelOptionalFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType Optional = CelType.OptionalOf(A);

    public static IEnumerable<CelOverload> All()
    {
        yield return CelOverload.Function("optional.of", Optional, [A], (a, _) => CelOptional.Of(a[0]));
        yield return CelOverload.Function("optional.none", Optional, [], (_, _) => CelOptional.None);
        yield return CelOverload.Function(
            "optional.ofNonZeroValue",
            Optional,
            [A],
            (a, _) => IsZero(a[0]) ? CelOptional.None : CelOptional.Of(a[0])
        );
        yield return CelOverload.Method(
            "hasValue",
            CelType.Bool,
            [Optional],
            (a, _) => CelValues.Bool(((CelOptional)a[0]!).HasValue)
        );
        yield return CelOverload.Method(
            "value",
            A,
            [Optional],
            (a, _) =>
                a[0] is CelOptional { HasValue: true } optional
                    ? optional.Value
                    : new CelError("optional.none() dereference")
        );
        yield return CelOverload.Method(
            "or",
            Optional,
            [Optional, Optional],
            (a, _) => ((CelOptional)a[0]!).HasValue ? a[0] : a[1]
        );
        yield return CelOverload.Method(
            "orValue",
            A,
            [Optional, A],
            (a, _) => a[0] is CelOptional { HasValue: true } optional ? optional.Value : a[1]
        );
    }

    private static bool IsZero(object? value) =>
        value switch
        {
            null or false or 0L or 0UL or 0.0 or "" => true,
            byte[] bytes => bytes.Length == 0,
            CelList list => list.Count == 0,
            CelMap map => map.Count == 0,
            NanoDuration duration => duration.Nanoseconds == 0,
            CelOptional optional => !optional.HasValue,
            _ => false,
        };
}
