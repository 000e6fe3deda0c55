using System.Globalization;
using System.Net;
using System.Text;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Functions named for the type that they make.</summary>
internal static class CelConversions
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<CelOverload> All() =>
        [.. ToInt(), .. ToUint(), .. ToDouble(), .. ToText(), .. ToBytes(), .. ToOthers()];

    private static IEnumerable<CelOverload> ToInt()
    {
        yield return To(CelType.Int, CelType.Int, value => value);
        yield return To(
            CelType.Int,
            CelType.Uint,
            value => (ulong)value > long.MaxValue ? CelError.IntegerOverflow : (long)(ulong)value
        );
        yield return To(CelType.Int, CelType.Double, value => Truncated((double)value));
        yield return To(
            CelType.Int,
            CelType.String,
            value =>
                long.TryParse(
                    (string)value,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                    ? number
                    : Failed()
        );
        yield return To(CelType.Int, CelType.Timestamp, value => ((GoTimestamp)value).Seconds);
        yield return To(CelType.Int, CelType.Duration, value => ((NanoDuration)value).Nanoseconds);
    }

    private static IEnumerable<CelOverload> ToUint()
    {
        yield return To(CelType.Uint, CelType.Uint, value => value);
        yield return To(
            CelType.Uint,
            CelType.Int,
            value => (long)value < 0 ? CelError.UnsignedOverflow : (ulong)(long)value
        );
        yield return To(
            CelType.Uint,
            CelType.Double,
            value =>
                (double)value is >= 0 and < 18446744073709551616.0 ? (ulong)(double)value : CelError.UnsignedOverflow
        );
        yield return To(
            CelType.Uint,
            CelType.String,
            value =>
                ulong.TryParse((string)value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : Failed()
        );
    }

    private static IEnumerable<CelOverload> ToDouble()
    {
        yield return To(CelType.Double, CelType.Double, value => value);
        yield return To(CelType.Double, CelType.Int, value => (double)(long)value);
        yield return To(CelType.Double, CelType.Uint, value => (double)(ulong)value);
        yield return To(
            CelType.Double,
            CelType.String,
            value =>
                double.TryParse((string)value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : Failed()
        );
    }

    private static IEnumerable<CelOverload> ToText()
    {
        yield return To(CelType.String, CelType.String, value => value);
        yield return To(CelType.String, CelType.Bool, value => (bool)value ? "true" : "false");
        yield return To(CelType.String, CelType.Int, CelText.Of);
        yield return To(CelType.String, CelType.Uint, CelText.Of);
        yield return To(CelType.String, CelType.Double, value => GoNumber.Format((double)value));
        yield return To(CelType.String, CelType.Timestamp, CelText.Of);
        yield return To(CelType.String, CelType.Duration, value => ((NanoDuration)value).ToSeconds());
        yield return To(CelType.String, CelType.Ip, value => ((IPAddress)value).ToString());
        yield return To(CelType.String, CelType.Cidr, CelText.Of);
        yield return To(
            CelType.String,
            CelType.Bytes,
            value =>
            {
                try
                {
                    return Utf8.GetString((byte[])value);
                }
                catch (DecoderFallbackException)
                {
                    return new CelError("invalid UTF-8 in bytes, cannot convert to string");
                }
            }
        );
    }

    private static IEnumerable<CelOverload> ToBytes()
    {
        yield return To(CelType.Bytes, CelType.Bytes, value => value);
        yield return To(CelType.Bytes, CelType.String, value => Encoding.UTF8.GetBytes((string)value));
    }

    private static IEnumerable<CelOverload> ToOthers()
    {
        yield return To(CelType.Bool, CelType.Bool, value => value);
        yield return To(
            CelType.Bool,
            CelType.String,
            value =>
                (string)value switch
                {
                    "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValues.True,
                    "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValues.False,
                    _ => Failed(),
                }
        );
        yield return To(CelType.Timestamp, CelType.Timestamp, value => value);
        yield return To(
            CelType.Timestamp,
            CelType.String,
            value => GoTimestamp.TryParse((string)value, out var time) ? time : Failed()
        );
        yield return To(
            CelType.Timestamp,
            CelType.Int,
            value => new GoTimestamp((long)value, 0).Add(new NanoDuration(0)) is { } time ? time : CelError.TimeOverflow
        );
        yield return To(CelType.Duration, CelType.Duration, value => value);
        yield return To(
            CelType.Duration,
            CelType.String,
            value => NanoDuration.TryParse((string)value, out var duration) ? duration : Failed()
        );
        yield return To(CelType.Duration, CelType.Int, value => new NanoDuration((long)value));
        yield return CelOverload.Function("dyn", CelType.Dyn, [CelType.Parameter("A")], (a, _) => a[0]);
        yield return CelOverload.Function(
            "type",
            CelType.TypeOfType,
            [CelType.Parameter("A")],
            (a, _) => CelTypeValue.Of(a[0])
        );
    }

    private static CelOverload To(CelType to, CelType from, Func<object, object> convert) =>
        CelOverload.Function(
            to.Kind.ToString().ToLowerInvariant(),
            to,
            [from],
            (a, budget) =>
            {
                if (a[0] is string text)
                {
                    budget.SpendText(text.Length);
                }
                return convert(a[0]!);
            }
        );

    private static object Truncated(double number) =>
        number is > -9223372036854775808.0 and < 9223372036854775808.0 ? (long)number : CelError.IntegerOverflow;

    private static object Failed() => new CelError("type conversion error");
}
