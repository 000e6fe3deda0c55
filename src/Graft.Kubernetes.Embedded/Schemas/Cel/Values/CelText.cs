using System.Globalization;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>How values are written in messages.</summary>
internal static class CelText
{
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double real => GoNumber.Format(real),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
