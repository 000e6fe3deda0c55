using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>Answers the subresource <c>token</c> of service accounts.</summary>
internal sealed class TokenRequestApi(ServiceAccountTokens tokens, ObjectStore store, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private const long Shortest = 10 * 60;
    private const long Longest = 1L << 32;

    // The answer's own kind, for messages.
    private static readonly ResourceDefinition Kind = new()
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Kind = "TokenRequest",
        Plural = "tokenrequests",
        Singular = "tokenrequest",
    };

    public async Task HandleAsync(ApiRequest request, StoredObject account)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var spec = body.Child("spec");
        var seconds = spec.Number("expirationSeconds") ?? DefaultSeconds;
        CheckDuration(seconds);
        var audiences = spec.Texts("audiences").ToList();
        if (audiences.Count == 0)
        {
            audiences.Add(tokens.Issuer);
        }
        var bound = spec.ObjectAt("boundObjectRef") is { } reference
            ? BoundObjects.Find(reference, account, store)
            : [];
        var expires = time.GetUtcNow().AddSeconds(seconds);
        spec["audiences"] = JsonNodes.ToArray(audiences);
        spec["expirationSeconds"] = seconds;
        body["apiVersion"] = Kind.ApiVersion;
        body["kind"] = Kind.Kind;
        body.Metadata()["name"] = account.Name;
        body.Metadata()["namespace"] = account.Namespace;
        body.Metadata()["creationTimestamp"] = ObjectPreparation.Time(time.GetUtcNow());
        var status = body.Child("status");
        status["token"] = request.WriteContext().IsDryRun ? "" : tokens.Issue(account, audiences, expires, bound);
        status["expirationTimestamp"] = ObjectPreparation.Time(expires);
        await request.Http.WriteJsonAsync(201, body);
    }

    private static void CheckDuration(long seconds)
    {
        var why = seconds switch
        {
            < Shortest => "may not specify a duration less than 10 minutes",
            > Longest => "may not specify a duration larger than 2^32 seconds",
            _ => null,
        };
        if (why is not null)
        {
            var path = FieldPath.Root("spec").Child("expirationSeconds");
            throw ApiException.Invalid(Kind, "", [FieldError.Invalid(path, seconds, why)]);
        }
    }
}
