using System.Buffers;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>An address by RFC 5322, alone or in angle brackets behind a name.</summary>
internal static class EmailFormat
{
    private static readonly SearchValues<char> Atom = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."
    );

    public static bool Accepts(string text)
    {
        var address = text.Trim(' ', '\t');
        if (address.EndsWith('>'))
        {
            var open = address.LastIndexOf('<');
            if (open < 0)
            {
                return false;
            }
            address = address[(open + 1)..^1];
        }
        var at = address.LastIndexOf('@');
        return at > 0 && (IsQuoted(address[..at]) || IsDotAtom(address[..at])) && IsDomain(address[(at + 1)..]);
    }

    private static bool IsQuoted(string local) => local.Length > 2 && local[0] == '"' && local[^1] == '"';

    private static bool IsDomain(string domain) =>
        IsDotAtom(domain) || (domain.Length > 2 && domain[0] == '[' && domain[^1] == ']');

    private static bool IsDotAtom(string text) =>
        text.Length > 0
        && text[0] != '.'
        && text[^1] != '.'
        && !text.Contains("..", StringComparison.Ordinal)
        && text.All(c => c >= 0x80 || Atom.Contains(c));
}
