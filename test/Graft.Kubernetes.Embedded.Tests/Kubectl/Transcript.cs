using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>
/// What a conversation printed, with everything that differs from run to run named instead of shown: times and ages, uids,
/// resource versions, addresses, the namespace.
/// </summary>
internal static partial class Transcript
{
    public static string Of(IEnumerable<(string Line, string Output, int ExitCode)> steps, KubectlSession session)
    {
        var text = new StringBuilder();
        foreach (var (line, output, exitCode) in steps)
        {
            text.Append("$ ").Append(line).Append('\n').Append(Normalize(output, session));
            text.Append(exitCode == 0 ? "" : $"[exit {exitCode}]\n").Append('\n');
        }
        return text.ToString();
    }

    private static string Normalize(string output, KubectlSession session)
    {
        var text = output
            .Replace(session.Namespace, "<ns>", StringComparison.Ordinal)
            .Replace(session.Home, "<home>", StringComparison.Ordinal)
            .Replace(session.Server, "<server>", StringComparison.Ordinal);
        text = Identity().Replace(text, "<uid>");
        text = Version().Replace(text, "$1<rv>");
        text = Time().Replace(text, "<time>");
        text = LongTime().Replace(text, "<time>");
        text = Address().Replace(text, "127.0.0.1:<port>");
        text = Token().Replace(text, "<token>");
        text = Hash().Replace(text, "-<hash>");
        text = Suffix().Replace(text, "-<id>");
        text = Age().Replace(text, "<age>");
        text = EndOfLine().Replace(text, "");
        text = BlankLines().Replace(text, "\n");
        text = Columns().Replace(text, "  ");
        return text.Length == 0 || text[^1] == '\n' ? text : text + "\n";
    }

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Identity();

    [GeneratedRegex(@"(resourceVersion""?: ""?|Resource Version:\s+)\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex(@"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")]
    private static partial Regex LongTime();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();

    [GeneratedRegex(@"-[bcdfghjklmnpqrstvwxz2456789]{10}\b")]
    private static partial Regex Hash();

    [GeneratedRegex(@"(?<=agent|kube-api-access)-[bcdfghjklmnpqrstvwxz2456789]{5}\b")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"(?<=\s|\()(\d+[dhms]){1,2}(?=\s|\)|$)( \(x\d+ over <age>\))?")]
    private static partial Regex Age();

    [GeneratedRegex(@"[ \t]+(?=\n)|[ \t]+$")]
    private static partial Regex EndOfLine();

    [GeneratedRegex(@"(?<=\n)\n+")]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"(?<=\S)(\t| {2,})")]
    private static partial Regex Columns();
}
