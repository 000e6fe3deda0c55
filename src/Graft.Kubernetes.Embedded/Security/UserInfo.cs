using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Who makes a request.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The user's groups.</param>
/// <param name="Uid">The service account's uid; null for other users.</param>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups, string? Uid = null)
{
    /// <summary>The cluster's own controllers.</summary>
    public static UserInfo Controller(string name) =>
        new(
            $"system:serviceaccount:kube-system:{name}",
            ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]
        );

    /// <summary>As reviews and admission requests carry it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["username"] = Name };
        if (Uid is not null)
        {
            json["uid"] = Uid;
        }
        json["groups"] = JsonNodes.ToArray(Groups);
        return json;
    }
}
