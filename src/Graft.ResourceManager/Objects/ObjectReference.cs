using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.ResourceManager.Objects;

/// <summary>
/// Names an object in the target cluster. The version of its API does not count: an object that is written in another
/// version of its group is still the same one.
/// </summary>
internal sealed record ObjectReference(string ApiVersion, string Kind, string? Namespace, string Name)
{
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";

    public ObjectKey Key => new(Namespace, Name);

    /// <summary>What makes two references mean the same object.</summary>
    public (string Group, string Kind, string Namespace, string Name) Identity => (Group, Kind, Namespace ?? "", Name);

    public static ObjectReference Of(JsonObject item)
    {
        var metadata = item["metadata"] as JsonObject;
        var @namespace = (string?)metadata?["namespace"];
        return new ObjectReference(
            (string?)item["apiVersion"] ?? "",
            (string?)item["kind"] ?? "",
            string.IsNullOrEmpty(@namespace) ? null : @namespace,
            (string?)metadata?["name"] ?? ""
        );
    }

    public static ObjectReference Of(ManagedObjectReference reference) =>
        new(
            reference.ApiVersion ?? "",
            reference.Kind ?? "",
            string.IsNullOrEmpty(reference.Namespace) ? null : reference.Namespace,
            reference.Name ?? ""
        );

    /// <summary><c>Kind "namespace/name"</c>, as messages have it.</summary>
    public override string ToString() => $"{Kind} \"{Key}\"";
}
