using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>One open watch, read event by event.</summary>
public sealed class WatchReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _path;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader? _lines;

    private WatchReader(string path, HttpResponseMessage response, StreamReader? lines)
    {
        _path = path;
        _response = response;
        _lines = lines;
    }

    /// <summary>The HTTP status; where it is not 200, <see cref="RefusalAsync"/> reads why.</summary>
    public int Code => (int)_response.StatusCode;

    public string ContentType => _response.Content.Headers.ContentType?.ToString() ?? "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<WatchReader> OpenAsync(string path, HttpResponseMessage response)
    {
        var lines = response.IsSuccessStatusCode
            ? new StreamReader(await response.Content.ReadAsStreamAsync(Cancel))
            : null;
        return new WatchReader(path, response, lines);
    }

    /// <summary>The Status with which the watch was refused before it began.</summary>
    public async Task<Answer> RefusalAsync() =>
        new($"GET {_path}", Code, _response.Headers, ContentType, await _response.Content.ReadAsStringAsync(Cancel));

    /// <summary>The next event; fails the test when the stream ends or nothing comes for a minute.</summary>
    public async Task<(string Type, JsonObject Object)> NextAsync() =>
        await TryNextAsync() ?? throw new Xunit.Sdk.XunitException($"the watch of {_path} ended");

    /// <summary>The next event's object, which must be of this type and name.</summary>
    public async Task<JsonObject> ExpectAsync(string type, string name)
    {
        var (actual, value) = await NextAsync();
        Assert.True(
            actual == type && value.Text("metadata", "name") == name,
            $"expected {type} {name} from {_path}, got {actual} {value.ToJsonString()}"
        );
        return value;
    }

    /// <summary>Reads to the end of the stream, which must come within a minute.</summary>
    public async Task<IReadOnlyList<(string Type, JsonObject Object)>> RestAsync()
    {
        var rest = new List<(string, JsonObject)>();
        while (await TryNextAsync() is { } next)
        {
            rest.Add(next);
        }
        return rest;
    }

    public ValueTask DisposeAsync()
    {
        _lines?.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(string Type, JsonObject Object)?> TryNextAsync()
    {
        Assert.True(_lines is not null, $"the watch of {_path} was refused with {Code}");
        var line = await _lines.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
        if (line is null)
        {
            return null;
        }
        var change = (JsonObject)JsonNode.Parse(line)!;
        return (change.Text("type"), (JsonObject)change["object"]!.DeepClone());
    }
}
