using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Transport;

/// <summary>Reads list responses by hand, so that no list type per kind is needed.</summary>
internal static class ListReader
{
    /// <summary>Adds the items of one page, and returns the page's metadata.</summary>
    public static ListMeta Read<T>(ReadOnlySequence<byte> body, Resource<T> resource, List<T> items)
        where T : class
    {
        var reader = new Utf8JsonReader(body);
        var metadata = new ListMeta();
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = JsonSerializer.Deserialize(ref reader, ApiJson.Context.ListMeta) ?? metadata;
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                ReadItems(ref reader, resource, items);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return metadata;
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, Resource<T> resource, List<T> items)
        where T : class
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }
        Expect(reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = JsonSerializer.Deserialize(ref reader, resource.Json);
            Expect(item is not null);
            if (item is JsonObject json)
            {
                // Servers leave these out of items; an object must know its kind.
                json["apiVersion"] ??= resource.Type.ApiVersion;
                json["kind"] ??= resource.Type.Kind;
            }
            items.Add(item!);
        }
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("The answer is no list of objects.");
        }
    }
}
