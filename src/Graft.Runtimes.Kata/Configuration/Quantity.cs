using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>An amount of a resource that is more than nothing.</summary>
internal sealed partial record Quantity
{
    private const int LongestText = 64;

    private static readonly string[] s_binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] s_decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly BigInteger s_whole = BigInteger.Pow(1000, 3);

    private Quantity(BigInteger nanos, string text)
    {
        Nanos = nanos;
        Text = text;
    }

    /// <summary>The amount in billionths.</summary>
    public BigInteger Nanos { get; }

    /// <summary>
    /// As the API server writes it: what is sent in another form would be another object each time it is compared.
    /// </summary>
    public string Text { get; }

    /// <summary>Reads a quantity by Kubernetes' rules; less than a billionth is rounded up.</summary>
    /// <returns>Null where it is none, not more than nothing, or more than 2^63 - 1.</returns>
    public static Quantity? TryParse(string? text)
    {
        if (text is null || text.Length > LongestText || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var (whole, fraction, suffix) = (
            match.Groups["whole"].Value,
            match.Groups["fraction"].Value,
            match.Groups["suffix"].Value
        );
        var unit = BigInteger.Pow(10, fraction.Length);
        var binary = Array.IndexOf(s_binary, suffix);
        var amount =
            BigInteger.Parse($"0{whole}{fraction}", CultureInfo.InvariantCulture)
            * (binary > 0 ? BigInteger.Pow(1024, binary) * s_whole : NanosOf(suffix, ref unit));
        var nanos = Up(amount, unit);
        return nanos.IsZero || nanos > long.MaxValue * s_whole
            ? null
            : new Quantity(nanos, binary > 0 ? Binary(nanos) : Decimal(nanos));
    }

    /// <summary>Equal amounts are equal, however they are written.</summary>
    public bool Equals(Quantity? other) => other is not null && Nanos == other.Nanos;

    public override int GetHashCode() => Nanos.GetHashCode();

    public override string ToString() => Text;

    /// <summary>What a decimal suffix stands for; a negative exponent goes into the divisor.</summary>
    private static BigInteger NanosOf(string suffix, ref BigInteger unit)
    {
        if (Array.IndexOf(s_decimal, suffix) is var place and >= 0)
        {
            return BigInteger.Pow(1000, place);
        }
        var exponent = int.Parse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        unit *= BigInteger.Pow(10, Math.Max(-exponent, 0));
        return BigInteger.Pow(10, Math.Max(exponent, 0)) * s_whole;
    }

    /// <summary>Below 1024 a quantity is written as a decimal one, and there are no fractions.</summary>
    private static string Binary(BigInteger nanos)
    {
        var amount = Up(nanos, s_whole);
        return amount < 1024 ? Decimal(nanos) : Shortest(amount, 1024, s_binary);
    }

    private static string Decimal(BigInteger nanos) => Shortest(nanos, 1000, s_decimal);

    private static string Shortest(BigInteger amount, int step, string[] suffixes)
    {
        var place = 0;
        while (place < suffixes.Length - 1 && (amount % step).IsZero)
        {
            amount /= step;
            place++;
        }
        return amount.ToString(CultureInfo.InvariantCulture) + suffixes[place];
    }

    private static BigInteger Up(BigInteger amount, BigInteger divisor) => (amount + divisor - 1) / divisor;

    [GeneratedRegex(
        @"^\+?(?=\.?[0-9])(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?(?<suffix>[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
