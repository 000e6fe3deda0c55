using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>A kind that is served and never stored: it shows the objects of another kind, with fields of other names.</summary>
/// <param name="Stored">The kind whose objects it shows.</param>
/// <param name="Names">The names of fields: as they are stored, and as they are served.</param>
internal sealed record AlternateForm(ResourceDefinition Stored, IReadOnlyList<(string Stored, string Served)> Names)
{
    /// <summary>What else changes on the way into the store.</summary>
    public Action<JsonObject> Storing { get; init; } = _ => { };

    /// <summary>What else changes on the way to clients.</summary>
    public Action<JsonObject> Serving { get; init; } = _ => { };

    /// <summary>The first version of autoscalers, which knows of processor time alone.</summary>
    public static AlternateForm OfAutoscalers(ResourceDefinition second) =>
        new(second, []) { Storing = AutoscalerMetrics.Store, Serving = AutoscalerMetrics.Serve };

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

    public JsonObject ToStored(JsonObject served)
    {
        var name = (string field) => Names.FirstOrDefault(pair => pair.Served == field).Stored;
        var stored = Renamed(served, Stored.ApiVersion, name);
        Storing(stored);
        return stored;
    }

    public JsonObject FromStored(JsonObject stored, string apiVersion)
    {
        var name = (string field) => Names.FirstOrDefault(pair => pair.Stored == field).Served;
        var served = Renamed(stored, apiVersion, name);
        Serving(served);
        return served;
    }

    private static JsonObject Renamed(JsonObject value, string apiVersion, Func<string, string> rename)
    {
        var result = new JsonObject();
        foreach (var (name, member) in value)
        {
            result[rename(name) is { } other ? other : name] = member?.DeepClone();
        }
        result["apiVersion"] = apiVersion;
        return result;
    }
}
