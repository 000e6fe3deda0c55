using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>One line of a container's log, as container runtimes write it.</summary>
internal readonly struct ContainerLogLine
{
    private ContainerLogLine(ReadOnlyMemory<byte> time, string stream, bool isWhole, ReadOnlyMemory<byte> text) =>
        (TimeText, Stream, IsWhole, Text) = (time, stream, isWhole, text);

    /// <summary>As it is written; empty for a line in no known form.</summary>
    public ReadOnlyMemory<byte> TimeText { get; }

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public string Stream { get; }

    /// <summary>Whether the container's line ends here.</summary>
    public bool IsWhole { get; }

    /// <summary>What the container wrote.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Null where the line has no time.</summary>
    public DateTimeOffset? Time =>
        DateTimeOffset.TryParse(
            Encoding.ASCII.GetString(TimeText.Span),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    /// <summary>A line that is in no known form is text throughout.</summary>
    public static ContainerLogLine Parse(ReadOnlyMemory<byte> line)
    {
        var rest = line;
        if (
            Cut(ref rest) is { } time
            && Cut(ref rest) is { } stream
            && Encoding.ASCII.GetString(stream.Span) is "stdout" or "stderr"
            && Cut(ref rest) is { Length: > 0 } tags
        )
        {
            return new ContainerLogLine(time, Encoding.ASCII.GetString(stream.Span), tags.Span[0] != (byte)'P', rest);
        }
        return new ContainerLogLine(default, "stdout", true, line);
    }

    private static ReadOnlyMemory<byte>? Cut(ref ReadOnlyMemory<byte> rest)
    {
        var at = rest.Span.IndexOf((byte)' ');
        if (at < 0)
        {
            return null;
        }
        var word = rest[..at];
        rest = rest[(at + 1)..];
        return word;
    }
}
