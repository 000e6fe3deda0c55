using System.Text.Json.Serialization;

namespace Graft.Runtimes.Kata.Configuration;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(KataConfiguration))]
internal sealed partial class KataJsonContext : JsonSerializerContext;
