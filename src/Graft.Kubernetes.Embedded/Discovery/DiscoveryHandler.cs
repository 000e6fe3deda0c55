using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.OpenApi;
using Graft.Kubernetes.Embedded.Views;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Discovery;

/// <summary>
/// Answers <c>/api</c>, <c>/apis</c> and what lies between them and the kinds. The aggregated form is given only to clients
/// that ask for exactly the version they get: others take it for nonsense.
/// </summary>
internal sealed class DiscoveryHandler(DiscoveryDocuments documents)
{
    /// <summary>Whether a path is one that discovery serves.</summary>
    public static bool Handles(string path) =>
        path.Trim('/').Split('/') is ["api" or "apis"] or ["api", _] or ["apis", _] or ["apis", _, _];

    /// <summary>The body of <c>/</c>: every path that answers.</summary>
    public JsonObject Paths() => documents.Paths();

    public Task HandleAsync(HttpContext http, string path)
    {
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["api"] => RootAsync(http, isCore: true),
            ["apis"] => RootAsync(http, isCore: false),
            ["api", var version] => AnswerAsync(http, documents.GroupVersion("", version)),
            ["apis", var group] => AnswerAsync(http, documents.Group(group)),
            ["apis", var group, var version] => AnswerAsync(http, documents.GroupVersion(group, version)),
            _ => http.WriteErrorAsync(ApiException.NothingThere()),
        };
    }

    private Task RootAsync(HttpContext http, bool isCore)
    {
        http.Response.Headers.Vary = "Accept";
        foreach (var form in AcceptedForm.Parse(http.Request.Headers.Accept))
        {
            if (form is { As: "APIGroupDiscoveryList", Group: "apidiscovery.k8s.io", Version: "v2" or "v2beta1" })
            {
                var type = $"application/json;g=apidiscovery.k8s.io;v={form.Version};as=APIGroupDiscoveryList";
                var document = new TaggedDocument(documents.Aggregated(isCore, form.Version).ToUtf8());
                return http.WriteTaggedAsync(type, document);
            }
            if (form is { IsJson: true, As: "" })
            {
                break;
            }
        }
        return http.WriteJsonAsync(
            200,
            isCore ? DiscoveryDocuments.CoreVersions(http.Request.Host.Value ?? "") : documents.Groups()
        );
    }

    private static Task AnswerAsync(HttpContext http, JsonObject? document) =>
        document is null ? http.WriteErrorAsync(ApiException.NothingThere()) : http.WriteJsonAsync(200, document);
}
