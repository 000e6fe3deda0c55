using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Writes those lines of a log that are asked for, up to the limit.</summary>
internal sealed class PodLogWriter(HttpResponse response, PodLogOptions options)
{
    private long _left = options.LimitBytes ?? long.MaxValue;

    /// <summary>Whether no more bytes may be written.</summary>
    public bool IsFull => _left <= 0;

    public async Task WriteAsync(ContainerLogLine line, bool isEnded, CancellationToken cancellationToken)
    {
        if (
            (options.Stream is not null && line.Stream != options.Stream)
            || (options.Since is { } since && line.Time < since)
        )
        {
            return;
        }
        if (options.Timestamps)
        {
            await WriteAsync(line.TimeText, cancellationToken);
            await WriteAsync(" "u8.ToArray(), cancellationToken);
        }
        await WriteAsync(line.Text, cancellationToken);
        if (line.IsWhole && isEnded)
        {
            await WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var written = bytes[..(int)Math.Min(bytes.Length, _left)];
        _left -= written.Length;
        await response.Body.WriteAsync(written, cancellationToken);
    }
}
