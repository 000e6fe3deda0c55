using System.Text;

namespace Graft.Kubernetes.Connections;

/// <summary>Takes from text what would act on a terminal: what a file or a program says is shown, never obeyed.</summary>
internal static class TerminalText
{
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u001b')
            {
                i = EndOfSequence(text, i);
            }
            else if (!char.IsControl(text[i]) || text[i] is '\n' or '\t')
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }

    /// <summary>The last character of an escape sequence: a letter after <c>ESC [</c>, or what follows <c>ESC</c>.</summary>
    private static int EndOfSequence(string text, int start)
    {
        var next = start + 1;
        if (next >= text.Length || text[next] != '[')
        {
            return next;
        }
        while (next + 1 < text.Length && text[next + 1] is < '@' or > '~')
        {
            next++;
        }
        return next + 1;
    }
}
