using System.Buffers;
using System.IO.Pipelines;

namespace Graft.Kubernetes.Transport;

/// <summary>An answer whose headers are there. Disposing it ends the stream and lets go of the connection.</summary>
internal sealed class ApiResponse(HttpResponseMessage message, PooledConnections connections) : IDisposable
{
    private static readonly StreamPipeReaderOptions s_options = new(bufferSize: 32 * 1024);

    private bool _disposed;

    public HttpResponseMessage Message => message;

    public Task<Stream> OpenBodyAsync(CancellationToken cancellationToken) =>
        message.Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>The whole body, in pieces that go back to the pool: a list of any length makes no large object.</summary>
    public async Task<TResult> ReadAsync<TResult>(
        Func<ReadOnlySequence<byte>, TResult> read,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(await OpenBodyAsync(cancellationToken), s_options);
        try
        {
            while (true)
            {
                var result = await body.ReadAsync(cancellationToken);
                if (result.IsCompleted)
                {
                    return read(result.Buffer);
                }
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            message.Dispose();
            connections.Release();
        }
    }
}
