using System.Text.Json.Serialization;

namespace Graft.Runtimes.GVisor.Configuration;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(GVisorConfiguration))]
internal sealed partial class GVisorJsonContext : JsonSerializerContext;
