using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Landscape.Offline;

namespace Graft.Cli;

/// <summary>Reads manifests as the kinds that <c>validate</c> and <c>render</c> know.</summary>
internal static class OfflineManifests
{
    /// <exception cref="UsageException">A field has a wrong type.</exception>
    public static OfflineGarden CreateGarden(IEnumerable<JsonObject> manifests)
    {
        try
        {
            return new OfflineGarden(manifests);
        }
        catch (JsonException exception)
        {
            throw Unreadable("manifest", exception);
        }
    }

    /// <exception cref="UsageException">A field has a wrong type.</exception>
    public static T Read<T>(JsonObject manifest, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return manifest.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            throw Unreadable((string?)manifest["kind"] ?? "", exception);
        }
    }

    private static UsageException Unreadable(string kind, JsonException exception) =>
        new($"{kind}: {exception.Path?.TrimStart('$', '.')}: Invalid value: {exception.Message}");
}
