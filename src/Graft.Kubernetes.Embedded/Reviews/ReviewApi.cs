using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Reviews;

/// <summary>Answers questions about who somebody is and what somebody may do. Nothing of it is stored.</summary>
internal sealed class ReviewApi(IAuthorizer authorizer, Authenticator authenticator)
{
    public static bool Handles(ResourceDefinition definition) =>
        definition.Group is "authorization.k8s.io" or "authentication.k8s.io";

    public async Task HandleAsync(ApiRequest request)
    {
        var review = await RequestBody.ReadObjectAsync(request);
        var definition = request.Definition;
        review["apiVersion"] = definition.ApiVersion;
        review["kind"] = definition.Kind;
        review.Metadata()["creationTimestamp"] = null;
        review["status"] = definition.Kind switch
        {
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = request.User.ToJson() },
            "SelfSubjectRulesReview" => RulesReview.Answer(review, authorizer, request.User),
            "TokenReview" => AnswerToken(review),
            _ => Answer(AccessReview.Read(review, request)),
        };
        await request.Http.WriteJsonAsync(201, review);
    }

    private JsonObject Answer(AccessAttributes attributes)
    {
        var decision = authorizer.Authorize(attributes);
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }
        if (decision.EvaluationError is { } error)
        {
            status["evaluationError"] = error;
        }
        return status;
    }

    private JsonObject AnswerToken(JsonObject review)
    {
        if (review.Text("spec", "token") is not { Length: > 0 } token)
        {
            throw ApiException.BadRequest("token is required for TokenReview in authentication");
        }
        var verdict = authenticator.CheckToken(token, [.. review.Texts("spec", "audiences")]);
        if (verdict.User is null)
        {
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = verdict.Error };
        }
        var status = new JsonObject { ["authenticated"] = true, ["user"] = verdict.User.ToJson() };
        if (verdict.Audiences.Count > 0)
        {
            status["audiences"] = JsonNodes.ToArray(verdict.Audiences);
        }
        return status;
    }
}
