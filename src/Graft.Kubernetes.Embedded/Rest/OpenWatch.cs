using System.Buffers;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// One open watch: what it wants to see, and the stream it is told on. What is not sent yet is little: a client that does
/// not read holds up its own watch and nothing else.
/// </summary>
internal sealed class OpenWatch(ApiRequest request, IObjectView view, ListQuery query)
{
    private const int PieceLength = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public ApiRequest Request => request;

    public ListQuery Query => query;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = view.ContentType;
        response.Headers.CacheControl = "no-cache, private";
        await response.StartAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    public async Task WriteStateAsync(StoreSnapshot state, CancellationToken cancellationToken)
    {
        var @namespace = request.Stored.IsNamespaced ? request.Path.Namespace : null;
        foreach (var value in state.List(request.Stored.GroupResource, @namespace))
        {
            if (Matches(value))
            {
                Write("ADDED"u8, value);
                await FlushPieceAsync(cancellationToken);
            }
        }
    }

    public ValueTask WriteAsync(StoreEvent change, CancellationToken cancellationToken)
    {
        Write(change);
        return FlushPieceAsync(cancellationToken);
    }

    public void WriteBookmark(long resourceVersion, bool endsInitialEvents)
    {
        _buffer.Write("{\"type\":\"BOOKMARK\",\"object\":"u8);
        view.WriteBookmark(resourceVersion, endsInitialEvents, _buffer);
        _buffer.Write("}\n"u8);
    }

    public async Task WriteErrorAsync(ApiException error, CancellationToken cancellationToken)
    {
        _buffer.Write("{\"type\":\"ERROR\",\"object\":"u8);
        _buffer.Write(error.ToStatus().ToUtf8());
        _buffer.Write("}\n"u8);
        await FlushAsync(cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }
        // Writing to the server's pipe sends as well; a flush of its own would be a second way through it per event.
        await request.Http.Response.BodyWriter.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    private ValueTask FlushPieceAsync(CancellationToken cancellationToken) =>
        _buffer.WrittenCount < PieceLength ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellationToken));

    private void Write(StoreEvent change)
    {
        if (request.Path.Namespace is { } ns && request.Stored.IsNamespaced && change.Object.Namespace != ns)
        {
            return;
        }
        var previous = change.Previous;
        var matched = previous is not null && Matches(previous);
        var matches = change.Type != StoreEventType.Deleted && Matches(change.Object);
        switch (matched, matches)
        {
            case (false, true):
                Write("ADDED"u8, change.Object);
                break;
            case (true, true):
                Write("MODIFIED"u8, change.Object);
                break;
            case (true, false):
                Write("DELETED"u8, change.Type == StoreEventType.Deleted ? change.Object : LastMatch(change));
                break;
            default:
                break;
        }
    }

    /// <summary>The object as it was when it matched last, at the version of the change after which it does not.</summary>
    private static StoredObject LastMatch(StoreEvent change)
    {
        var value = change.Previous!.Copy();
        value.Metadata().SetCopy("resourceVersion", change.Object.Value.At("metadata", "resourceVersion"));
        return new StoredObject(change.Object.Resource, value.ToUtf8());
    }

    private bool Matches(StoredObject value) =>
        query.Labels.Matches(value.Labels)
        && query.Fields.Matches(value)
        && (request.Path.Name is null || request.Path.Name == value.Name);

    private void Write(ReadOnlySpan<byte> type, StoredObject value)
    {
        _buffer.Write("{\"type\":\""u8);
        _buffer.Write(type);
        _buffer.Write("\",\"object\":"u8);
        view.WriteOne(value, _buffer);
        _buffer.Write("}\n"u8);
    }
}
