using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.ResourceManager.Objects;

/// <summary>What every applied object carries: the labels to inject, and annotations that say where it comes from.</summary>
internal sealed class ManagedMetadata(string clusterId)
{
    private const string Description =
        "Applied by a resource manager from the ManagedResource named in the origin annotation: change it there, changes made here are undone.";

    /// <summary>The value of the origin annotation: <c>[cluster:]namespace/name</c>.</summary>
    public string OriginOf(ObjectKey managedResource) =>
        clusterId.Length == 0 ? managedResource.ToString() : $"{clusterId}:{managedResource}";

    /// <summary>The ManagedResource that an origin names; null where it is none of this source.</summary>
    public ObjectKey? ManagedResourceOf(string? origin)
    {
        var prefix = clusterId.Length == 0 ? "" : $"{clusterId}:";
        if (origin?.StartsWith(prefix, StringComparison.Ordinal) != true)
        {
            return null;
        }
        var parts = origin[prefix.Length..].Split('/');
        return parts.Length == 2 ? new ObjectKey(parts[0], parts[1]) : null;
    }

    /// <summary>Adds labels and annotations; selectors stay as they are.</summary>
    public void Inject(JsonObject item, ObjectKey managedResource, IReadOnlyDictionary<string, string>? injectLabels)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [WellKnown.Labels.ManagedBy] = "gardener",
        };
        foreach (var (key, value) in injectLabels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            labels[key] = value;
        }
        AddLabels(item, labels);
        AddTemplateLabels(item["spec"] as JsonObject, labels);
        AddTemplateLabels(item["spec"]?["jobTemplate"]?["spec"] as JsonObject, labels);
        foreach (var claim in item["spec"]?["volumeClaimTemplates"] as JsonArray ?? [])
        {
            AddLabels(claim as JsonObject, labels);
        }
        var annotations = Member(Member(item, "metadata"), "annotations");
        annotations[WellKnown.Annotations.ResourcesOrigin] = OriginOf(managedResource);
        annotations[WellKnown.Annotations.ResourcesDescription] = Description;
    }

    private static void AddTemplateLabels(JsonObject? spec, SortedDictionary<string, string> labels)
    {
        // Only pod templates: a custom resource may have a "template" of its own meaning.
        if (spec?["template"] is JsonObject template && template["spec"]?["containers"] is JsonArray)
        {
            AddLabels(template, labels);
        }
    }

    private static void AddLabels(JsonObject? item, SortedDictionary<string, string> labels)
    {
        if (item is null)
        {
            return;
        }
        var target = Member(Member(item, "metadata"), "labels");
        foreach (var (key, value) in labels)
        {
            target[key] = value;
        }
    }

    private static JsonObject Member(JsonObject item, string name)
    {
        if (item[name] is JsonObject existing)
        {
            return existing;
        }
        var created = new JsonObject();
        item[name] = created;
        return created;
    }
}
