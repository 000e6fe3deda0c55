using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>What the status of a CustomResourceDefinition says once its kind is served.</summary>
internal static class CustomResourceStatus
{
    public static void Establish(JsonObject definition, DateTimeOffset now)
    {
        var status = definition.Child("status");
        var names = definition.ObjectAt("spec", "names")!.Copy();
        var kind = names.Text("kind")!;
        names["listKind"] ??= kind + "List";
        names["singular"] ??= kind.ToLowerInvariant();
        status["acceptedNames"] = names;
        status["storedVersions"] ??= JsonNodes.ToArray(
            definition
                .Objects("spec", "versions")
                .Where(version => version.Flag("storage"))
                .Select(version => version.Text("name")!)
        );
        status["conditions"] ??= new JsonArray();
        Set((JsonArray)status["conditions"]!, "NamesAccepted", "NoConflicts", "no conflicts found", now);
        Set(
            (JsonArray)status["conditions"]!,
            "Established",
            "InitialNamesAccepted",
            "the initial names have been accepted",
            now
        );
    }

    private static void Set(JsonArray conditions, string type, string reason, string message, DateTimeOffset now)
    {
        if (conditions.OfType<JsonObject>().Any(condition => condition.Text("type") == type))
        {
            return;
        }
        conditions.Add(
            (JsonNode)
                new JsonObject
                {
                    ["lastTransitionTime"] = ObjectPreparation.Time(now),
                    ["message"] = message,
                    ["reason"] = reason,
                    ["status"] = "True",
                    ["type"] = type,
                }
        );
    }
}
