using System.Buffers;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The forms of names, label keys and label values, with the texts that say what is wrong with one.</summary>
internal static class Names
{
    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedName =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValue =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    );

    /// <summary>What is wrong with a name of most kinds; null when nothing is.</summary>
    public static string? SubdomainFault(string name)
    {
        if (name.Length > 253)
        {
            return "must be no more than 253 characters";
        }
        foreach (var part in name.Split('.'))
        {
            if (!IsLabel(part))
            {
                return Subdomain;
            }
        }
        return null;
    }

    /// <summary>What is wrong with a name of a namespace or a service.</summary>
    public static string? LabelFault(string name) =>
        name.Length > 63 ? "must be no more than 63 characters"
        : IsLabel(name) ? null
        : Label;

    /// <summary>What is wrong with a name of the kinds (RBAC) that take anything which can stand in a path.</summary>
    public static string? PathSegmentFault(string name)
    {
        if (name is "." or "..")
        {
            return $"may not be '{name}'";
        }
        return name.Contains('/', StringComparison.Ordinal) ? "may not contain '/'"
            : name.Contains('%', StringComparison.Ordinal) ? "may not contain '%'"
            : null;
    }

    /// <summary>What is wrong with a label's key or a finalizer.</summary>
    public static string? QualifiedNameFault(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash == 0)
        {
            return "prefix part must be non-empty";
        }
        if (slash > 0 && SubdomainFault(key[..slash]) is { } fault)
        {
            return $"prefix part {fault}";
        }
        var name = key[(slash + 1)..];
        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > 63 ? "name part must be no more than 63 characters"
            : IsName(name) ? null
            : QualifiedName;
    }

    public static string? LabelValueFault(string value) =>
        value.Length == 0 ? null
        : value.Length > 63 ? "must be no more than 63 characters"
        : IsName(value) ? null
        : LabelValue;

    private static bool IsLabel(string part) =>
        part.Length > 0 && !part.AsSpan().ContainsAnyExcept(LabelCharacters) && part[0] != '-' && part[^1] != '-';

    private static bool IsName(string name) =>
        !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1]);
}
