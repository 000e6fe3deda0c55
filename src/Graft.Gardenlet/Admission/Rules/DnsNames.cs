using System.Text.RegularExpressions;

namespace Graft.Gardenlet.Admission.Rules;

/// <summary>Names of RFC 1123, with Kubernetes' own sentences for what is wrong with one.</summary>
internal static partial class DnsNames
{
    public static IReadOnlyList<string> CheckLabel(string name) =>
        [
            .. TooLong(name, 63),
            .. LabelPattern().IsMatch(name)
                ? (IEnumerable<string>)[]
                :
                [
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
                ],
        ];

    public static IReadOnlyList<string> CheckSubdomain(string name) =>
        [
            .. TooLong(name, 253),
            .. SubdomainPattern().IsMatch(name)
                ? (IEnumerable<string>)[]
                :
                [
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                ],
        ];

    private static IEnumerable<string> TooLong(string name, int maximum) =>
        name.Length > maximum ? [FormattableString.Invariant($"must be no more than {maximum} bytes")] : [];

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex SubdomainPattern();
}
