using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>What an event is about. The namespace is empty for objects of the whole cluster.</summary>
internal sealed record EventSubject(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    /// <summary>Nodes are known to events by their name, as kubelets do not know their uid.</summary>
    public static EventSubject Node(string name) => new("v1", "Node", "", name, name);

    public JsonObject ToJson()
    {
        var reference = new JsonObject
        {
            ["kind"] = Kind,
            ["apiVersion"] = ApiVersion,
            ["name"] = Name,
            ["uid"] = Uid,
        };
        if (Namespace.Length > 0)
        {
            reference["namespace"] = Namespace;
        }
        return reference;
    }
}
