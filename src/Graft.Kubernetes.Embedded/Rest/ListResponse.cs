using System.Buffers;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// Writes a list. A short one is one piece with its length; a long one goes out as it is made, so that it never lies in
/// memory as a whole and a slow reader slows its making.
/// </summary>
internal sealed class ListResponse(HttpContext http, IObjectView view)
{
    private const int PieceLength = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _piece = new(4096);

    public async Task WriteAsync(IReadOnlyList<StoredObject> values, ListPage page)
    {
        view.BeginList(page, _piece);
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                view.WriteSeparator(_piece);
            }
            view.WriteItem(values[i], _piece);
            if (_piece.WrittenCount >= PieceLength)
            {
                await FlushAsync();
            }
        }
        view.EndList(_piece);
        if (http.Response.HasStarted)
        {
            await FlushAsync();
            return;
        }
        await http.WriteBytesAsync(200, view.ContentType, _piece.WrittenMemory);
    }

    private async Task FlushAsync()
    {
        var response = http.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = 200;
            response.ContentType = view.ContentType;
            await response.StartAsync(http.RequestAborted);
        }
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(_piece.WrittenMemory, http.RequestAborted);
        }
        _piece.ResetWrittenCount();
    }
}
