using System.Text.RegularExpressions;

namespace Graft.Gardenlet.Admission.Rules;

/// <summary>Label keys and what is named like them: an optional DNS subdomain and a slash, then a name.</summary>
internal static partial class QualifiedNames
{
    private const string NameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    private const string NameExamples =
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private const int MaximumLength = 63;

    /// <summary>What is wrong with the text, in Kubernetes' words; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(string text)
    {
        var parts = text.Split('/');
        return parts.Length switch
        {
            1 => [.. CheckName(parts[0], "name part ")],
            2 => [.. CheckPrefix(parts[0]), .. CheckName(parts[1], "name part ")],
            _ =>
            [
                $"a qualified name {NameRule} {NameExamples} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            ],
        };
    }

    /// <summary>What is wrong with the value of a label.</summary>
    public static IReadOnlyList<string> CheckLabelValue(string value) =>
        value.Length == 0 ? []
        : value.Length > MaximumLength ? [$"must be no more than {MaximumLength} bytes"]
        : NamePattern().IsMatch(value) ? []
        :
        [
            $"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ];

    private static IEnumerable<string> CheckName(string name, string what)
    {
        if (name.Length == 0)
        {
            yield return $"{what}must be non-empty";
        }
        else if (name.Length > MaximumLength)
        {
            yield return $"{what}must be no more than {MaximumLength} bytes";
        }
        if (!NamePattern().IsMatch(name))
        {
            yield return $"{what}{NameRule} {NameExamples}";
        }
    }

    private static IEnumerable<string> CheckPrefix(string prefix) =>
        prefix.Length == 0
            ? ["prefix part must be non-empty"]
            : DnsNames.CheckSubdomain(prefix).Select(problem => $"prefix part {problem}");

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();
}
