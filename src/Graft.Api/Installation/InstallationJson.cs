using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api.Installation;

/// <summary>
/// Reads and writes <see cref="RuntimeDescription"/>. Reading is strict: unknown, duplicate and missing fields are errors,
/// because a misread description would be acted on by root. Writing is deterministic.
/// </summary>
public static class InstallationJson
{
    private static readonly InstallationJsonContext Context = new(
        new JsonSerializerOptions(InstallationJsonContext.Default.Options)
        {
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>The indented JSON text, ending with a newline, as it stands in the ConfigMap.</summary>
    public static string Serialize(RuntimeDescription description) =>
        JsonSerializer.Serialize(description, Context.RuntimeDescription) + "\n";

    /// <exception cref="JsonException">The text is not JSON, or not exactly a description; the message says where.</exception>
    public static RuntimeDescription Deserialize(string json) =>
        JsonSerializer.Deserialize(json, Context.RuntimeDescription) ?? throw new JsonException("the text is null");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(RuntimeDescription))]
internal sealed partial class InstallationJsonContext : JsonSerializerContext;
