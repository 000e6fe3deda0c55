using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Reviews;

/// <summary>Lists what somebody may do in a namespace.</summary>
internal static class RulesReview
{
    /// <exception cref="ApiException">400 where the review names no namespace.</exception>
    public static JsonObject Answer(JsonObject review, IAuthorizer authorizer, UserInfo user)
    {
        if (review.Text("spec", "namespace") is not { Length: > 0 } place)
        {
            throw ApiException.BadRequest("no namespace on request");
        }
        var (rules, error) = authorizer.RulesFor(user, place);
        var status = new JsonObject
        {
            ["resourceRules"] = List(rules.Where(rule => rule.Resources.Count > 0).Select(rule => rule.ToJson())),
            ["nonResourceRules"] = List(
                rules.Where(rule => rule.NonResourceUrls.Count > 0).Select(rule => rule.ToJson())
            ),
            ["incomplete"] = error is not null,
        };
        if (error is not null)
        {
            status["evaluationError"] = error;
        }
        return status;
    }

    private static JsonArray List(IEnumerable<JsonObject> rules) => [.. rules.Select(rule => (JsonNode?)rule)];
}
