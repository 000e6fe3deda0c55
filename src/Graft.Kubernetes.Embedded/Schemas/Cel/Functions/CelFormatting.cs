using System.Globalization;
using System.Text;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary><c>'%s has %d'.format([a, b])</c>.</summary>
internal static class CelFormatting
{
    private const int MaxPrecision = 1000;

    public static object Format(string format, CelList arguments, CelBudget budget)
    {
        budget.SpendText(format.Length);
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            if (i + 1 < format.Length && format[i + 1] == '%')
            {
                result.Append('%');
                i++;
                continue;
            }
            var precision = Precision(format, ref i);
            if (i + 1 >= format.Length)
            {
                return new CelError("could not parse formatting clause: unexpected end of format string");
            }
            if (next >= arguments.Count)
            {
                return new CelError($"index {next} out of range");
            }
            var text = Clause(format[++i], precision, arguments[next++]);
            if (text is not string written)
            {
                return text;
            }
            budget.SpendText(written.Length);
            result.Append(written);
        }
        return result.ToString();
    }

    private static int? Precision(string format, ref int i)
    {
        if (i + 1 >= format.Length || format[i + 1] != '.')
        {
            return null;
        }
        i++;
        var precision = 0;
        while (i + 1 < format.Length && char.IsAsciiDigit(format[i + 1]))
        {
            precision = Math.Min((precision * 10) + format[++i] - '0', MaxPrecision);
        }
        return precision;
    }

    private static object Clause(char verb, int? precision, object? value) =>
        (verb, value) switch
        {
            ('s', _) => Text(value),
            ('d', long or ulong) => CelText.Of(value),
            ('f', _) when Number(value) is { } number => number.ToString(
                $"F{precision ?? 6}",
                CultureInfo.InvariantCulture
            ),
            ('e', _) when Number(value) is { } number => Scientific(number, precision ?? 6),
            ('b', bool flag) => flag ? "1" : "0",
            ('b', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 2),
            ('b', ulong number) => number.ToString("B", CultureInfo.InvariantCulture),
            ('o', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 8),
            ('x' or 'X', long number) => Cased(
                verb,
                (number < 0 ? "-" : "") + Math.Abs(number).ToString("x", CultureInfo.InvariantCulture)
            ),
            ('x' or 'X', ulong number) => Cased(verb, number.ToString("x", CultureInfo.InvariantCulture)),
            ('x' or 'X', string text) => Cased(verb, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
            ('x' or 'X', byte[] bytes) => Cased(verb, Convert.ToHexStringLower(bytes)),
            _ => new CelError($"error during formatting: unrecognized formatting clause or argument for %{verb}"),
        };

    private static string Cased(char verb, string text) => verb == 'X' ? text.ToUpperInvariant() : text;

    private static double? Number(object? value) =>
        value switch
        {
            double real => real,
            long integer => integer,
            ulong unsigned => unsigned,
            _ => null,
        };

    private static string Scientific(double number, int precision)
    {
        var text = number.ToString($"E{precision}", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{text[..at]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
        );
    }

    private static string Text(object? value) =>
        value switch
        {
            CelList list => $"[{string.Join(", ", list.Items().Select(Text))}]",
            CelMap map =>
                $"{{{string.Join(", ", map.Keys.OrderBy(CelText.Of, StringComparer.Ordinal).Select(key => $"{Text(key)}: {Text(map.TryGet(key, out var entry) ? entry : null)}"))}}}",
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            NanoDuration duration => duration.ToSeconds(),
            double real => GoNumber.Format(real),
            _ => CelText.Of(value),
        };
}
