using System.Buffers;

namespace Graft.OperatingSystems.UserData.Shell;

/// <summary>Quotes text so that a shell takes it as one word, whatever it holds.</summary>
internal static class ShellWord
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@"
    );

    /// <summary>
    /// The text as it is where no shell sees anything in it, otherwise in single quotes; a single quote in it is then
    /// written as <c>'\''</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which no shell word can.</exception>
    public static string Quote(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a shell word cannot hold a NUL character", nameof(text));
        }
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }
        return $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
