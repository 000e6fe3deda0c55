using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.OperatingSystems.UserData;

/// <summary>Several forms of user data in one, as cloud-init reads it.</summary>
internal static class CloudConfigArchive
{
    public static string Write(params IEnumerable<(string ContentType, string Content)> parts) =>
        "#cloud-config-archive\n"
        + YamlWriter.Write(
            new JsonArray([
                .. parts.Select(part => new JsonObject { ["type"] = part.ContentType, ["content"] = part.Content }),
            ])
        );
}
