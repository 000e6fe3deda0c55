using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// <c>kubectl logs</c>: the whole log or its last lines, followed where that is asked for. Times are not kept beside the
/// lines, so a request that selects or prefixes by time is refused rather than answered wrongly.
/// </summary>
internal sealed class PodLogApi(ObjectStore store, IContainerLogs? logs, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    public async Task HandleAsync(ApiRequest request, StoredObject pod)
    {
        foreach (var option in (ReadOnlySpan<string>)["sinceSeconds", "sinceTime", "timestamps", "previous"])
        {
            if (request.Query(option) is not (null or "" or "false"))
            {
                throw ApiException.BadRequest($"{option} is not supported by the nodes of this cluster");
            }
        }
        await using var log = Open(pod, ContainerOf(request, pod.Value));
        if (request.Number("tailLines") is { } lines)
        {
            if (lines < 0)
            {
                throw ApiException.BadRequest("tailLines must be greater than or equal to 0");
            }
            await SkipToLastLinesAsync(log, lines, request.Aborted);
        }
        var response = request.Http.Response;
        response.ContentType = "text/plain";
        await log.CopyToAsync(response.Body, request.Aborted);
        while (request.Flag("follow") && IsStill(pod))
        {
            await response.Body.FlushAsync(request.Aborted);
            await Task.Delay(s_poll, time, request.Aborted);
            await log.CopyToAsync(response.Body, request.Aborted);
        }
    }

    private static string ContainerOf(ApiRequest request, JsonObject pod)
    {
        var name = pod.Text("metadata", "name");
        string[] known =
        [
            .. pod.Objects("spec", "initContainers")
                .Concat(pod.Objects("spec", "containers"))
                .Select(container => container.Text("name") ?? ""),
        ];
        return request.Query("container") switch
        {
            { Length: > 0 } asked when known.Contains(asked, StringComparer.Ordinal) => asked,
            { Length: > 0 } asked => throw ApiException.BadRequest($"container {asked} is not valid for pod {name}"),
            _ when known.Length == 1 => known[0],
            _ => throw ApiException.BadRequest(
                $"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', known)}]"
            ),
        };
    }

    private Stream Open(StoredObject pod, string container)
    {
        var node =
            pod.Value.Text("spec", "nodeName")
            ?? throw ApiException.BadRequest($"pod {pod.Name} does not have a host assigned");
        return logs?.Open(node, pod.Uid, container)
            ?? throw ApiException.BadRequest(
                $"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: ContainerCreating"
            );
    }

    private bool IsStill(StoredObject pod) => store.Find(pod.Resource, pod.Namespace, pod.Name)?.Uid == pod.Uid;

    /// <summary>Stands at the start of the last lines; a last line without its end counts.</summary>
    private static async Task SkipToLastLinesAsync(Stream log, long count, CancellationToken cancellationToken)
    {
        var starts = new Queue<long>();
        var buffer = new byte[16 * 1024];
        var startsLine = true;
        for (int read; (read = await log.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            for (var i = 0; i < read; i++)
            {
                if (startsLine)
                {
                    starts.Enqueue(log.Position - read + i);
                    if (starts.Count > count)
                    {
                        starts.Dequeue();
                    }
                }
                startsLine = buffer[i] == (byte)'\n';
            }
        }
        log.Position = starts.TryPeek(out var first) ? first : log.Length;
    }
}
