using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Graft.Kubernetes;

/// <summary>JSON metadata of what this project sends and reads itself; relaxed escaping, nulls of nodes kept.</summary>
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
internal sealed partial class KubernetesJson : JsonSerializerContext
{
    public static KubernetesJson Shared { get; } =
        new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
