using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>A kind that is served and never stored: it shows the objects of another kind, with fields of other names.</summary>
/// <param name="Stored">The kind whose objects it shows.</param>
/// <param name="Names">The names of fields: as they are stored, and as they are served.</param>
internal sealed record AlternateForm(ResourceDefinition Stored, IReadOnlyList<(string Stored, string Served)> Names)
{
    /// <summary>The form in which events are served by their own group; the core group has the older one.</summary>
    public static AlternateForm OfEvents(ResourceDefinition core) =>
        new(
            core,
            [
                ("involvedObject", "regarding"),
                ("message", "note"),
                ("source", "deprecatedSource"),
                ("firstTimestamp", "deprecatedFirstTimestamp"),
                ("lastTimestamp", "deprecatedLastTimestamp"),
                ("count", "deprecatedCount"),
                ("reportingComponent", "reportingController"),
            ]
        );

    public JsonObject ToStored(JsonObject served) =>
        Renamed(served, Stored.ApiVersion, name => Names.FirstOrDefault(pair => pair.Served == name).Stored);

    public JsonObject FromStored(JsonObject stored, string apiVersion) =>
        Renamed(stored, apiVersion, name => Names.FirstOrDefault(pair => pair.Stored == name).Served);

    private static JsonObject Renamed(JsonObject value, string apiVersion, Func<string, string?> rename)
    {
        var result = new JsonObject();
        foreach (var (name, member) in value)
        {
            result[rename(name) ?? name] = member?.DeepClone();
        }
        result["apiVersion"] = apiVersion;
        return result;
    }
}
