using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graft.Api;

/// <summary>The one way in which wire types become JSON and back.</summary>
public static class ApiJson
{
    /// <summary>
    /// camelCase names, nulls left out, no escaping beyond what JSON demands, duplicate properties refused.
    /// </summary>
    public static JsonSerializerOptions Options => Context.Options;

    /// <summary>The source-generated metadata of all wire types.</summary>
    public static ApiJsonContext Context { get; } =
        new(
            new JsonSerializerOptions(ApiJsonContext.Default.Options)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                AllowDuplicateProperties = false,
            }
        );
}
