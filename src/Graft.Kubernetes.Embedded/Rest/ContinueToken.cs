using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Where the next page of a list begins.</summary>
/// <param name="ResourceVersion">The state that the pages show; -1 for whatever state there is.</param>
/// <param name="Namespace">The namespace of the last object of the page before.</param>
/// <param name="Name">The name of that object.</param>
internal sealed record ContinueToken(long ResourceVersion, string Namespace, string Name)
{
    private const long AnyVersion = -1;
    private const string Form = "meta.k8s.io/v1";

    public bool TakesAnyState => ResourceVersion == AnyVersion;

    public static ContinueToken After(StoredObject value, long resourceVersion) =>
        new(resourceVersion, value.Namespace, value.Name);

    /// <exception cref="ApiException">400 where it is none of this server's tokens.</exception>
    public static ContinueToken Read(string text)
    {
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(Padded(text), buffer, out var length))
        {
            throw Invalid("illegal base64 data");
        }
        try
        {
            var json = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length)) as JsonObject;
            if (
                json?.Text("v") == Form
                && json.Number("rv") is { } version
                && json.Text("start")?.Split('/') is [var @namespace, var name]
            )
            {
                return new ContinueToken(version, @namespace, name);
            }
        }
        catch (JsonException)
        {
            // Not one of ours; refused below.
        }
        throw Invalid("not a token of this server");
    }

    /// <summary>The token for going on with whatever state there is, when this one's is no longer kept.</summary>
    public ContinueToken WithAnyState() => this with { ResourceVersion = AnyVersion };

    public bool IsBefore(StoredObject value)
    {
        var byNamespace = string.CompareOrdinal(value.Namespace, Namespace);
        return byNamespace > 0 || (byNamespace == 0 && string.CompareOrdinal(value.Name, Name) > 0);
    }

    public override string ToString() =>
        Convert
            .ToBase64String(
                new JsonObject
                {
                    ["v"] = Form,
                    ["rv"] = ResourceVersion,
                    ["start"] = $"{Namespace}/{Name}",
                }.ToUtf8()
            )
            .TrimEnd('=');

    private static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');

    private static ApiException Invalid(string why) =>
        ApiException.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
