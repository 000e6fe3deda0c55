using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Delete options stand in the body; where it has none, the query counts.</summary>
internal static class DeleteOptionsReader
{
    public static DeleteRequest Merge(JsonObject? body, ApiRequest request)
    {
        var options = body ?? [];
        if (request.Query("propagationPolicy") is { Length: > 0 } policy)
        {
            options["propagationPolicy"] ??= policy;
        }
        if (request.Number("gracePeriodSeconds") is { } seconds)
        {
            options["gracePeriodSeconds"] ??= seconds;
        }
        return DeleteRequest.From(options);
    }
}
