using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>What the status of a CustomResourceDefinition says: the names it got, and whether its kind is served.</summary>
internal static class CustomResourceStatus
{
    public static bool IsEstablished(JsonObject definition) => Is(definition, "Established");

    /// <summary>A new definition has no status but its storage version; each storage version is remembered.</summary>
    public static void Default(JsonObject definition)
    {
        var isNew = string.IsNullOrEmpty(definition.Text("metadata", "resourceVersion"));
        if (isNew && definition.At("status", "storedVersions") is not null)
        {
            definition.Remove("status");
        }
        var status = definition.Child("status");
        if (isNew)
        {
            status["acceptedNames"] = new JsonObject { ["kind"] = "", ["plural"] = "" };
            status["conditions"] = new JsonArray();
        }
        var stored = status.Texts("storedVersions").ToList();
        foreach (var version in definition.Objects("spec", "versions").Where(version => version.Flag("storage")))
        {
            if (version.Text("name") is { } name && !stored.Contains(name, StringComparer.Ordinal))
            {
                stored.Add(name);
            }
        }
        status["storedVersions"] = JsonNodes.ToArray(stored);
    }

    /// <summary>Writes down which names a definition has, and whether others had one before.</summary>
    public static void Accept(JsonObject definition, NameClaims claims, DateTimeOffset now)
    {
        var status = definition.Child("status");
        status["acceptedNames"] = claims.Accepted;
        var conditions = status["conditions"] as JsonArray ?? [];
        status["conditions"] = conditions.Parent is null ? conditions : conditions.DeepClone();
        conditions = (JsonArray)status["conditions"]!;
        if (claims.Conflict is { } conflict)
        {
            Set(conditions, "NamesAccepted", isTrue: false, conflict.Reason, conflict.Message, now);
            if (!IsEstablished(definition))
            {
                Set(conditions, "Established", isTrue: false, "NotAccepted", "not all names are accepted", now);
            }
            return;
        }
        Set(conditions, "NamesAccepted", isTrue: true, "NoConflicts", "no conflicts found", now);
        Set(
            conditions,
            "Established",
            isTrue: true,
            "InitialNamesAccepted",
            "the initial names have been accepted",
            now
        );
    }

    /// <summary>Tells that the objects of the kind are being deleted.</summary>
    public static void Terminate(JsonObject definition, DateTimeOffset now)
    {
        var status = definition.Child("status");
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }
        Set(
            conditions,
            "Terminating",
            isTrue: true,
            "InstanceDeletionInProgress",
            "CustomResource deletion is in progress",
            now
        );
    }

    private static bool Is(JsonObject definition, string type) =>
        definition
            .Objects("status", "conditions")
            .Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    private static void Set(
        JsonArray conditions,
        string type,
        bool isTrue,
        string reason,
        string message,
        DateTimeOffset now
    )
    {
        var status = isTrue ? "True" : "False";
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(each => each.Text("type") == type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add((JsonNode)condition);
        }
        if (condition.Text("status") == status)
        {
            if (isTrue)
            {
                return;
            }
        }
        else
        {
            condition["lastTransitionTime"] = ObjectPreparation.Time(now);
        }
        condition["status"] = status;
        condition["reason"] = reason;
        condition["message"] = message;
    }
}
