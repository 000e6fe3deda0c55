using System.Buffers;
using System.Text;

namespace Graft.Kubernetes.Validation;

/// <summary>
/// The forms of names, label keys and label values. Every method returns what is wrong with a text, in Kubernetes' own
/// sentences; nothing when nothing is.
/// </summary>
public static class NameRules
{
    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ServiceName =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedName =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValue =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string ConfigKey =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const int MaximumLabelLength = 63;
    private const int MaximumSubdomainLength = 253;

    private static readonly SearchValues<char> s_labelCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    );

    /// <summary>The name of a namespace or a service, of a container, of a worker pool.</summary>
    public static IReadOnlyList<string> CheckLabel(string name) =>
        [.. TooLong(name, MaximumLabelLength), .. IsLabel(name) ? Nothing : [Label]];

    /// <summary>A label that begins with a letter: the name of a service, of an API version, the plural of a kind.</summary>
    public static IReadOnlyList<string> CheckServiceName(string name) =>
        [
            .. TooLong(name, MaximumLabelLength),
            .. IsLabel(name) && char.IsAsciiLetter(name[0]) ? Nothing : [ServiceName],
        ];

    /// <summary>The name of an object of most kinds.</summary>
    public static IReadOnlyList<string> CheckSubdomain(string name) =>
        [.. TooLong(name, MaximumSubdomainLength), .. name.Split('.').All(IsLabel) ? Nothing : [Subdomain]];

    /// <summary>The name of an object of the kinds (RBAC) that take anything which can stand in a path.</summary>
    public static IReadOnlyList<string> CheckPathSegment(string name) =>
        name is "." or ".." ? [$"may not be '{name}'"]
        : name.Contains('/', StringComparison.Ordinal) ? ["may not contain '/'"]
        : name.Contains('%', StringComparison.Ordinal) ? ["may not contain '%'"]
        : [];

    /// <summary>A label's key, a finalizer, and what is named like them: an optional subdomain and a slash, then a name.</summary>
    public static IReadOnlyList<string> CheckQualifiedName(string text)
    {
        var parts = text.Split('/');
        return parts.Length switch
        {
            1 => CheckNamePart(parts[0]),
            2 => [.. CheckPrefix(parts[0]), .. CheckNamePart(parts[1])],
            _ =>
            [
                $"a qualified name {QualifiedName} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            ],
        };
    }

    public static IReadOnlyList<string> CheckLabelValue(string value) =>
        [.. TooLong(value, MaximumLabelLength), .. value.Length == 0 || IsName(value) ? Nothing : [LabelValue]];

    /// <summary>A key of the data of a ConfigMap or Secret, which becomes the name of a file.</summary>
    public static IReadOnlyList<string> CheckConfigKey(string key) =>
        [
            .. TooLong(key, MaximumSubdomainLength),
            .. key.Length > 0 && !key.AsSpan().ContainsAnyExcept(s_nameCharacters) ? Nothing : [ConfigKey],
            .. key is "." ? ["must not be '.'"]
            : key.StartsWith("..", StringComparison.Ordinal) ? ["must not start with '..'"]
            : Nothing,
        ];

    private static IReadOnlyList<string> Nothing => [];

    private static IReadOnlyList<string> CheckPrefix(string prefix) =>
        prefix.Length == 0
            ? ["prefix part must be non-empty"]
            : [.. CheckSubdomain(prefix).Select(problem => $"prefix part {problem}")];

    private static IReadOnlyList<string> CheckNamePart(string name)
    {
        IReadOnlyList<string> length = name.Length == 0 ? ["must be non-empty"] : TooLong(name, MaximumLabelLength);
        return [.. length.Concat(IsName(name) ? Nothing : [QualifiedName]).Select(problem => $"name part {problem}")];
    }

    private static IReadOnlyList<string> TooLong(string text, int maximum) =>
        Encoding.UTF8.GetByteCount(text) > maximum
            ? [FormattableString.Invariant($"must be no more than {maximum} bytes")]
            : [];

    private static bool IsLabel(string part) =>
        part.Length > 0 && !part.AsSpan().ContainsAnyExcept(s_labelCharacters) && part[0] != '-' && part[^1] != '-';

    private static bool IsName(string name) =>
        name.Length > 0
        && !name.AsSpan().ContainsAnyExcept(s_nameCharacters)
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1]);
}
