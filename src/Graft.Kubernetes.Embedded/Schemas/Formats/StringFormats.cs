using System.Collections.Frozen;
using System.Globalization;
using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>
/// The string formats that kube-apiserver checks in custom resources. All others (int32, double, and whatever a schema
/// invents) restrict nothing.
/// </summary>
internal static class StringFormats
{
    private static readonly GoRegex Uuid3 = Pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$"
    );
    private static readonly GoRegex Uuid4 = Pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"
    );
    private static readonly GoRegex Uuid5 = Pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"
    );
    private static readonly GoRegex Uuid = Pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"
    );

    private static readonly FrozenDictionary<string, Func<string, bool>> Known = new Dictionary<
        string,
        Func<string, bool>
    >(StringComparer.Ordinal)
    {
        ["bsonobjectid"] = Pattern("^[0-9a-fA-F]{24}$").IsMatch,
        ["uri"] = text => GoUrl.TryParse(text, out _),
        ["email"] = EmailFormat.Accepts,
        ["hostname"] = HostNameFormat.Accepts,
        ["ipv4"] = text => text.Contains('.', StringComparison.Ordinal) && IpFormat.IsAddress(text),
        ["ipv6"] = text => text.Contains(':', StringComparison.Ordinal) && IpFormat.IsAddress(text),
        ["cidr"] = IpFormat.IsCidr,
        ["mac"] = IpFormat.IsHardwareAddress,
        ["uuid"] = Uuid.IsMatch,
        ["uuid3"] = Uuid3.IsMatch,
        ["uuid4"] = Uuid4.IsMatch,
        ["uuid5"] = Uuid5.IsMatch,
        ["isbn"] = text => NumberFormats.IsIsbn10(text) || NumberFormats.IsIsbn13(text),
        ["isbn10"] = NumberFormats.IsIsbn10,
        ["isbn13"] = NumberFormats.IsIsbn13,
        ["creditcard"] = NumberFormats.IsCreditCard,
        ["ssn"] = Pattern("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$").IsMatch,
        ["hexcolor"] = Pattern("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$").IsMatch,
        ["rgbcolor"] = Pattern(
            "^rgb\\(\\s*(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(\\s*,\\s*(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){2}\\s*\\)$"
        ).IsMatch,
        ["byte"] = NumberFormats.IsBase64,
        ["password"] = _ => true,
        ["date"] = text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = text => NanoDuration.TryParseLenient(text, out _),
        ["datetime"] = text => GoTimestamp.TryParse(text, out _),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a text has a format; dashes in the format's name do not count.</summary>
    public static bool Accepts(string format, string text) =>
        !Known.TryGetValue(Normalized(format), out var accepts) || accepts(text);

    private static string Normalized(string format) => format.Replace("-", "", StringComparison.Ordinal);

    private static GoRegex Pattern(string text) => GoRegex.Compile(text);
}
