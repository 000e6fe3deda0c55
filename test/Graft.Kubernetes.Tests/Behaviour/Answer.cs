using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>What a cluster answered to one request.</summary>
/// <param name="Request">Method and path, for the messages of failed assertions.</param>
/// <param name="Code">The HTTP status.</param>
/// <param name="Headers">The headers of the answer.</param>
/// <param name="ContentType">The media type of the body with its parameters; empty where there is none.</param>
/// <param name="Body">The body as text.</param>
public sealed record Answer(string Request, int Code, HttpResponseHeaders Headers, string ContentType, string Body)
{
    private JsonObject? _json;

    /// <summary>The body as an object; fails the test where it is none.</summary>
    public JsonObject Json => _json ??= Parse();

    /// <summary>The texts of the Warning headers, as sent.</summary>
    public IReadOnlyList<string> Warnings => Headers.TryGetValues("Warning", out var values) ? [.. values] : [];

    public string Name => Text("metadata", "name");

    public string Uid => Text("metadata", "uid");

    public string ResourceVersion => Text("metadata", "resourceVersion");

    /// <summary>The message of a Status.</summary>
    public string Message => Text("message");

    /// <summary>The names of a list's items, in its order.</summary>
    public IReadOnlyList<string> ItemNames => [.. Items.Select(item => item.Text("metadata", "name"))];

    public IReadOnlyList<JsonObject> Items =>
        [.. (Node("items") as JsonArray ?? throw Unexpected("a list")).Select(item => (JsonObject)item!)];

    /// <summary>The causes of a Status.</summary>
    public IReadOnlyList<JsonObject> Causes =>
        [.. (Node("details", "causes") as JsonArray ?? []).Select(cause => (JsonObject)cause!)];

    /// <summary>What stands at a path of member names and indexes; null where nothing does.</summary>
    public JsonNode? Node(params ReadOnlySpan<object> path) => Json.At(path);

    /// <summary>The text at a path; empty where nothing stands there.</summary>
    public string Text(params ReadOnlySpan<object> path) => Json.Text(path);

    /// <summary>The answer itself, which must have this status.</summary>
    public Answer Expect(int code) => Code == code ? this : throw Unexpected($"{code}");

    /// <summary>The answer itself, which must be a Status of failure with this code and reason.</summary>
    public Answer ExpectFailure(int code, string reason)
    {
        Expect(code);
        var isFailure =
            Text("kind") == "Status"
            && Text("apiVersion") == "v1"
            && Text("status") == "Failure"
            && Text("reason") == reason
            && Node("code")?.GetValue<int>() == code;
        return isFailure ? this : throw Unexpected($"{code} {reason}");
    }

    /// <summary>The same, with exactly this message.</summary>
    public Answer ExpectFailure(int code, string reason, string message)
    {
        ExpectFailure(code, reason);
        Assert.Equal(message, Message);
        return this;
    }

    /// <summary>The answer itself, which must carry a cause of this reason for this field.</summary>
    public Answer ExpectCause(string reason, string field) =>
        Causes.Any(cause => cause.Text("reason") == reason && cause.Text("field") == field)
            ? this
            : throw Unexpected($"a cause {reason} for {field}");

    public override string ToString() => $"{Request}\n{Code} {Body}";

    private JsonObject Parse()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject ?? throw Unexpected("an object");
        }
        catch (JsonException)
        {
            throw Unexpected("JSON");
        }
    }

    private Xunit.Sdk.XunitException Unexpected(string wanted) => new($"expected {wanted} of {this}");
}
