using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api;

/// <summary>
/// What every wire type is: a record that keeps the fields it does not model, so that reading and writing an object of
/// a newer or richer API loses nothing.
/// </summary>
public abstract record ApiObject
{
    /// <summary>Fields of the JSON object that this type does not model, untouched; null where there were none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? UnknownFields { get; set; }
}
