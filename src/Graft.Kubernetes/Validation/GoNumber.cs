using System.Globalization;

namespace Graft.Kubernetes.Validation;

/// <summary>Writes floating-point numbers as Go's <c>%v</c> does: the shortest form, with an exponent from a million on.</summary>
public static class GoNumber
{
    private const int LeastExponent = -4;
    private const int MostExponent = 6;

    /// <summary>Such as <c>1.5</c>, <c>1e+06</c>, <c>+Inf</c>.</summary>
    public static string Format(double number)
    {
        if (double.IsNaN(number))
        {
            return "NaN";
        }
        if (double.IsInfinity(number))
        {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0)
        {
            return double.IsNegative(number) ? "-0" : "0";
        }
        var scientific = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(
            scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1),
            CultureInfo.InvariantCulture
        );
        var digits = Digits(shortest);
        var sign = number < 0 ? "-" : "";
        return exponent is < LeastExponent or >= MostExponent
            ? sign + Scientific(digits, exponent)
            : sign + Fixed(digits, exponent);
    }

    /// <summary>The significant digits, without point, sign, exponent and zeros at either end.</summary>
    private static string Digits(string shortest)
    {
        var mantissa = shortest.Split('E')[0];
        return mantissa.Replace(".", "", StringComparison.Ordinal).Trim('-').TrimStart('0').TrimEnd('0');
    }

    private static string Scientific(string digits, int exponent)
    {
        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        var sign = exponent < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{sign}{Math.Abs(exponent):00}");
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return $"0.{new string('0', -exponent - 1)}{digits}";
        }
        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
