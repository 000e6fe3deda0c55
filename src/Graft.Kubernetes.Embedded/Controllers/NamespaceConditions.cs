using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>Says in a namespace's status what keeps it from going.</summary>
internal static class NamespaceConditions
{
    public static void Set(JsonObject value, IReadOnlyList<StoredObject> left, DateTimeOffset now)
    {
        var resources = left.GroupBy(content => content.Resource.ToString(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Text($"{group.Key} has {group.Count()} resource instances"));
        var finalizers = left.SelectMany(content => content.Value.Texts("metadata", "finalizers"))
            .GroupBy(finalizer => finalizer, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Text($"{group.Key} in {group.Count()} resource instances"))
            .ToList();
        var old = value.ArrayAt("status", "conditions");
        var conditions = new JsonArray();
        Add(
            conditions,
            old,
            now,
            "NamespaceContentRemaining",
            "SomeResourcesRemain",
            $"Some resources are remaining: {string.Join(", ", resources)}"
        );
        if (finalizers.Count > 0)
        {
            Add(
                conditions,
                old,
                now,
                "NamespaceFinalizersRemaining",
                "SomeFinalizersRemain",
                $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}"
            );
        }
        value.Child("status")["conditions"] = conditions;
    }

    private static void Add(
        JsonArray conditions,
        JsonArray? old,
        DateTimeOffset now,
        string type,
        string reason,
        string message
    )
    {
        var before = old?.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
        conditions.Add(
            (JsonNode)
                new JsonObject
                {
                    ["lastTransitionTime"] = before?.Text("lastTransitionTime") ?? ObjectPreparation.Time(now),
                    ["message"] = message,
                    ["reason"] = reason,
                    ["status"] = "True",
                    ["type"] = type,
                }
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
