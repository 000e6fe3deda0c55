using System.Globalization;
using System.Text;

namespace Graft.OperatingSystems.UserData;

/// <summary>Several forms of user data in one MIME message.</summary>
internal static class MimeMultipart
{
    /// <summary>The parts in their order; the boundary is the first numbered one that no part contains.</summary>
    public static string Write(params IReadOnlyList<(string ContentType, string Content)> parts)
    {
        var boundary = Enumerable
            .Range(0, int.MaxValue)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"==GRAFT-{number}=="))
            .First(candidate => parts.All(part => !part.Content.Contains(candidate, StringComparison.Ordinal)));
        var text = new StringBuilder($"Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\n\n");
        foreach (var (contentType, content) in parts)
        {
            text.Append($"--{boundary}\nContent-Type: {contentType}\n\n{content}");
            text.Append(content.EndsWith('\n') ? "" : "\n");
        }
        return text.Append($"--{boundary}--\n").ToString();
    }
}
