using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Reviews;

/// <summary>
/// Answers questions about who somebody is and what somebody may do. Whoever is authenticated may do everything: a
/// local landscape has one owner.
/// </summary>
internal static class ReviewApi
{
    private static readonly string[] Everything = ["*"];

    public static bool Handles(ResourceDefinition definition) =>
        definition.Group is "authorization.k8s.io" or "authentication.k8s.io";

    public static async Task HandleAsync(ApiRequest request)
    {
        var review = await RequestBody.ReadObjectAsync(request);
        review["apiVersion"] = request.Definition.ApiVersion;
        review["kind"] = request.Definition.Kind;
        review.Metadata()["creationTimestamp"] = null;
        review["status"] = request.Definition.Kind switch
        {
            "SelfSubjectRulesReview" => Rules(),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = request.User.ToJson() },
            "TokenReview" => new JsonObject { ["authenticated"] = false, ["error"] = "unknown token" },
            _ => new JsonObject { ["allowed"] = true, ["reason"] = "every authenticated user may do everything" },
        };
        await request.Http.WriteJsonAsync(201, review);
    }

    private static JsonObject Rules() =>
        new()
        {
            ["resourceRules"] = new JsonArray(
                (JsonNode)
                    new JsonObject
                    {
                        ["verbs"] = JsonNodes.ToArray(Everything),
                        ["apiGroups"] = JsonNodes.ToArray(Everything),
                        ["resources"] = JsonNodes.ToArray(Everything),
                    }
            ),
            ["nonResourceRules"] = new JsonArray(
                (JsonNode)
                    new JsonObject
                    {
                        ["verbs"] = JsonNodes.ToArray(Everything),
                        ["nonResourceURLs"] = JsonNodes.ToArray(Everything),
                    }
            ),
            ["incomplete"] = false,
        };
}
