using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Selectors;

/// <summary>Which values fields of an object must have: <c>spec.nodeName=a,status.phase!=Running</c>.</summary>
internal sealed class FieldSelector
{
    private readonly IReadOnlyList<Term> _terms;

    private FieldSelector(IReadOnlyList<Term> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEmpty => _terms.Count == 0;

    /// <exception cref="ApiException">400 where it cannot be read or names a field that the kind does not offer.</exception>
    public static FieldSelector Parse(string? text, ResourceDefinition definition)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }
        var terms = new List<Term>();
        foreach (var part in SplitTerms(text))
        {
            var term = ParseTerm(part, text);
            if (
                term.Path is not ("metadata.name" or "metadata.namespace")
                && !definition.SelectableFields.Contains(term.Path, StringComparer.Ordinal)
            )
            {
                throw ApiException.BadRequest(
                    definition.IsCustom || definition.SelectableFields.Count > 0
                        ? $"field label not supported: {term.Path}"
                        : $"\"{term.Path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                );
            }
            terms.Add(term);
        }
        return new FieldSelector(terms);
    }

    public bool Matches(StoredObject value)
    {
        foreach (var term in _terms)
        {
            var actual = term.Path switch
            {
                "metadata.name" => value.Name,
                "metadata.namespace" => value.Namespace,
                "name" => value.Name,
                "source" => SourceOf(value.Value),
                _ => value.Value.At(term.Segments)?.ToString() ?? "",
            };
            if (actual == term.Value == term.IsNegated)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Who tells of an event; newer ones say it in another field.</summary>
    private static string SourceOf(JsonObject value) =>
        value.Text("source", "component") is { Length: > 0 } component
            ? component
            : value.Text("reportingComponent") ?? "";

    /// <summary>The form of URLs, which reads as the same selector.</summary>
    public override string ToString() => string.Join(',', _terms);

    /// <summary>The first operator from the left divides a term.</summary>
    private static Term ParseTerm(string part, string text)
    {
        for (var i = 0; i < part.Length; i++)
        {
            foreach (var symbol in (ReadOnlySpan<string>)["!=", "==", "="])
            {
                if (string.CompareOrdinal(part, i, symbol, 0, symbol.Length) == 0)
                {
                    var value = Unescaped(part[(i + symbol.Length)..]);
                    return new Term(part[..i], part[..i].Split('.'), value, symbol == "!=");
                }
            }
        }
        throw ApiException.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
    }

    private static string Unescaped(string text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                if (i + 1 >= text.Length || text[i + 1] is not ('\\' or ',' or '='))
                {
                    throw ApiException.BadRequest(
                        $"invalid field selector: invalid escape sequence: {text[i..Math.Min(i + 2, text.Length)]}"
                    );
                }
                i++;
            }
            else if (text[i] is ',' or '=')
            {
                throw ApiException.BadRequest($"invalid field selector: unescaped character in value: {text[i]}");
            }
            value.Append(text[i]);
        }
        return value.ToString();
    }

    private static IEnumerable<string> SplitTerms(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                if (i > start)
                {
                    yield return text[start..i];
                }
                start = i + 1;
            }
        }
        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private sealed record Term(string Path, string[] Segments, string Value, bool IsNegated)
    {
        public override string ToString() => $"{Path}{(IsNegated ? "!=" : "=")}{Escaped(Value)}";

        private static string Escaped(string value) =>
            value
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace(",", "\\,", StringComparison.Ordinal)
                .Replace("=", "\\=", StringComparison.Ordinal);
    }
}
