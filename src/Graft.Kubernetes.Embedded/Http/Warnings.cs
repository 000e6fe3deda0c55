using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>
/// The Warning headers of one answer. Each text comes once; all together are bounded, as in kube-apiserver, because clients
/// refuse answers whose headers are too long.
/// </summary>
internal sealed class Warnings(IHeaderDictionary headers)
{
    private const int MaxTotal = 4 * 1024;
    private const int MaxLengthOfOne = 256;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _total;

    public void Add(string text)
    {
        var shown = text.Length > MaxLengthOfOne && _total + text.Length > MaxTotal ? text[..MaxLengthOfOne] : text;
        if (_total + shown.Length > MaxTotal || !_seen.Add(shown))
        {
            return;
        }
        _total += shown.Length;
        headers.Append("Warning", $"299 - {Quoted(shown)}");
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\\' ? "\\" : "").Append(char.IsControl(c) ? ' ' : c);
        }
        return quoted.Append('"').ToString();
    }
}
