using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>A watch whose events a test sends while it runs.</summary>
internal sealed class Script
{
    private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();

    public void Send(string type, string item) => _lines.Writer.TryWrite(Answers.Event(type, item));

    /// <summary>Drops the connection, as a dying server or proxy does.</summary>
    public void Abort() => _lines.Writer.TryWrite(null);

    public async Task RunAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (line is null)
                {
                    context.Abort();
                    return;
                }
                await context.SendEventAsync(line);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }
}
