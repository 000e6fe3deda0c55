using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Delete options stand in the body; without one the query counts.</summary>
internal static class DeleteOptionsReader
{
    public static DeleteRequest Merge(JsonObject? body, ApiRequest request) =>
        DeleteRequest.From(body ?? FromQuery(request));

    private static JsonObject FromQuery(ApiRequest request)
    {
        var options = new JsonObject();
        if (request.Query("propagationPolicy") is { Length: > 0 } policy)
        {
            options["propagationPolicy"] = policy;
        }
        if (request.OptionalFlag("orphanDependents") is { } orphans)
        {
            options["orphanDependents"] = orphans;
        }
        if (request.Number("gracePeriodSeconds") is { } seconds)
        {
            options["gracePeriodSeconds"] = seconds;
        }
        if (request.QueryAll("dryRun") is { Count: > 0 } dryRun)
        {
            options["dryRun"] = JsonNodes.ToArray(dryRun);
        }
        return options;
    }
}
