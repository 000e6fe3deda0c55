using System.Text.Json.Nodes;
using Graft.Api.Gardener;

namespace Graft.ResourceManager.Objects;

/// <summary>What annotations of an object tell the resource manager to do with it.</summary>
internal static class ObjectControls
{
    /// <summary>Neither created, nor changed, nor deleted.</summary>
    public static bool IsIgnored(JsonObject item) =>
        HasValue(item, WellKnown.Annotations.ResourcesMode, "Ignore")
        || IsTrue(item, WellKnown.Annotations.ResourcesIgnore);

    /// <summary>An update that the server finds invalid is a deletion and a creation.</summary>
    public static bool IsRecreatedOnInvalidUpdate(JsonObject item) =>
        IsTrue(item, WellKnown.Annotations.ResourcesDeleteOnInvalidUpdate)
        // Nothing hangs on the object itself, and its handler can be changed in no other way.
        || (string?)item["kind"] == "RuntimeClass";

    public static bool IsHealthCheckSkipped(JsonObject item) =>
        IsTrue(item, WellKnown.Annotations.ResourcesSkipHealthCheck);

    /// <summary>The object stays when it is no longer wanted, by the annotations that it was last applied with.</summary>
    public static bool IsKept(ManagedObjectReference reference) =>
        reference.Annotations is { } annotations
        && (
            annotations.GetValueOrDefault(WellKnown.Annotations.ResourcesKeepObject) == "true"
            || annotations.GetValueOrDefault(WellKnown.Annotations.ResourcesIgnore) == "true"
            || annotations.GetValueOrDefault(WellKnown.Annotations.ResourcesMode) == "Ignore"
        );

    public static IReadOnlyDictionary<string, string> Annotations(JsonObject item) => Strings(item, "annotations");

    public static IReadOnlyDictionary<string, string> Labels(JsonObject item) => Strings(item, "labels");

    private static Dictionary<string, string> Strings(JsonObject item, string member) =>
        (item["metadata"]?[member] as JsonObject ?? []).ToDictionary(
            entry => entry.Key,
            entry => entry.Value?.ToString() ?? "",
            StringComparer.Ordinal
        );

    private static bool IsTrue(JsonObject item, string annotation) => HasValue(item, annotation, "true");

    private static bool HasValue(JsonObject item, string annotation, string value) =>
        item["metadata"]?["annotations"]?[annotation] is JsonValue found && found.ToString() == value;
}
