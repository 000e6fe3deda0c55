using System.Globalization;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>An amount as Kubernetes writes it: <c>1.5Gi</c>, <c>200m</c>, <c>1e3</c>.</summary>
internal sealed record CelQuantity(decimal Amount)
{
    private static readonly (string Suffix, decimal Factor)[] Factors =
    [
        ("Ki", 1L << 10),
        ("Mi", 1L << 20),
        ("Gi", 1L << 30),
        ("Ti", 1L << 40),
        ("Pi", 1L << 50),
        ("Ei", 1L << 60),
        ("n", 0.000000001m),
        ("u", 0.000001m),
        ("m", 0.001m),
        ("k", 1_000m),
        ("M", 1_000_000m),
        ("G", 1_000_000_000m),
        ("T", 1_000_000_000_000m),
        ("P", 1_000_000_000_000_000m),
        ("E", 1_000_000_000_000_000_000m),
    ];

    public bool IsInteger => decimal.IsInteger(Amount) && Amount is >= long.MinValue and <= long.MaxValue;

    public static bool TryParse(string text, out CelQuantity quantity)
    {
        quantity = new CelQuantity(0);
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (end > 0 && end < text.Length && text[end] == '.')
        {
            end++;
        }
        var (number, suffix) = (text[..end], text[end..]);
        var factor = 1m;
        if (suffix.Length > 0)
        {
            factor = Factors.FirstOrDefault(each => each.Suffix == suffix).Factor;
        }
        try
        {
            if (
                factor == 0
                || number.Length > 40
                || !decimal.TryParse(
                    number,
                    NumberStyles.AllowLeadingSign
                        | NumberStyles.AllowDecimalPoint
                        | (suffix.Length == 0 ? NumberStyles.AllowExponent : NumberStyles.None),
                    CultureInfo.InvariantCulture,
                    out var amount
                )
            )
            {
                return false;
            }
            quantity = new CelQuantity(amount * factor);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>Null where the sum is too large.</summary>
    public CelQuantity? Add(decimal amount)
    {
        try
        {
            return new CelQuantity(Amount + amount);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
