using System.Text.RegularExpressions;

namespace Graft.Kubernetes.Embedded.Schemas.Patterns;

/// <summary>
/// A pattern in Go's syntax (RE2). It is matched in time linear in the text wherever .NET's automaton can hold it; the few
/// patterns that are too large for that are matched by backtracking, for a quarter of a second at most.
/// </summary>
internal sealed class GoRegex
{
    /// <summary>Longer patterns are refused as too large.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);
    private readonly Regex _regex;

    private GoRegex(string text, Regex regex)
    {
        Text = text;
        _regex = regex;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">Not a pattern that Go accepts; the message is worded as Go's.</exception>
    public static GoRegex Compile(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            throw new FormatException("error parsing regexp: expression too large");
        }
        var translated = new GoRegexTranslator(pattern).Translate();
        try
        {
            return new GoRegex(pattern, Linear(translated) ?? Backtracking(translated));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"error parsing regexp: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the pattern occurs in a text. A text that takes too long to match does not match.</summary>
    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The first occurrence; empty where there is none.</summary>
    public string Find(string text) => FindAll(text, 1) is [var first, ..] ? first : "";

    /// <summary>At most <paramref name="limit"/> occurrences from the left, none overlapping another.</summary>
    public IReadOnlyList<string> FindAll(string text, int limit)
    {
        var found = new List<string>();
        try
        {
            for (var match = _regex.Match(text); match.Success && found.Count < limit; match = match.NextMatch())
            {
                found.Add(match.Value);
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // What was found in time is the answer.
        }
        return found;
    }

    private static Regex? Linear(string translated)
    {
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static Regex Backtracking(string translated) =>
        new(translated, RegexOptions.CultureInvariant, MatchTimeout);
}
