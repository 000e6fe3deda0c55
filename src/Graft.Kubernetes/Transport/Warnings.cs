using System.Text;

namespace Graft.Kubernetes.Transport;

/// <summary>Reads <c>Warning</c> headers (RFC 7234, section 5.5) as API servers write them.</summary>
internal static class Warnings
{
    private const string Code = "299";

    public static IEnumerable<ServerWarning> Read(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Warning", out var values))
        {
            yield break;
        }
        foreach (var value in values)
        {
            var rest = value.AsMemory();
            while (TryRead(ref rest, out var code, out var warning))
            {
                if (code == Code)
                {
                    yield return warning;
                }
            }
        }
    }

    /// <summary>Cuts <c>299 agent "text" "date"</c> off the front; several may follow each other, separated by commas.</summary>
    private static bool TryRead(ref ReadOnlyMemory<char> rest, out string code, out ServerWarning warning)
    {
        warning = new ServerWarning("", "");
        code = Word(ref rest);
        var agent = Word(ref rest);
        if (code.Length == 0 || Quoted(ref rest) is not { } text)
        {
            return false;
        }
        warning = new ServerWarning(text, agent);
        _ = Quoted(ref rest);
        rest = rest.TrimStart(" ,");
        return true;
    }

    private static string Word(ref ReadOnlyMemory<char> rest)
    {
        rest = rest.TrimStart(' ');
        var end = rest.Span.IndexOf(' ');
        var word = rest[..(end < 0 ? rest.Length : end)].ToString();
        rest = rest[word.Length..];
        return word;
    }

    private static string? Quoted(ref ReadOnlyMemory<char> rest)
    {
        var trimmed = rest.TrimStart(' ');
        var span = trimmed.Span;
        if (span.IsEmpty || span[0] != '"')
        {
            return null;
        }
        var text = new StringBuilder();
        for (var i = 1; i < span.Length; i++)
        {
            if (span[i] == '"')
            {
                rest = trimmed[(i + 1)..];
                return text.ToString();
            }
            if (span[i] == '\\' && i + 1 < span.Length)
            {
                i++;
            }
            text.Append(span[i]);
        }
        return null;
    }
}
