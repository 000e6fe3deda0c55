using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Pods;

/// <summary><c>kubectl logs</c>: what a container has written, and what it goes on to write where that is asked for.</summary>
internal sealed class PodLogApi(ObjectStore store, IContainerLogs? logs, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    public async Task HandleAsync(ApiRequest request, StoredObject pod)
    {
        var options = PodLogOptions.Read(request, time.GetUtcNow());
        var container = ContainerOf(options, pod.Value);
        await using var log = Open(pod, container, options.Previous);
        var reader = new ContainerLogReader(log);
        if (options.TailLines is { } lines)
        {
            await reader.SkipToLastAsync(lines, request.Aborted);
        }
        var response = request.Http.Response;
        response.ContentType = "text/plain";
        var writer = new PodLogWriter(response, options);
        var goesOn = options.Follow;
        while (true)
        {
            // Asked before the log is read, so that what a container writes last is read too.
            var runs = goesOn && Runs(pod, container);
            await CopyAsync(reader, writer, request.Aborted);
            if (!runs || writer.IsFull)
            {
                break;
            }
            await response.Body.FlushAsync(request.Aborted);
            await Task.Delay(s_poll, time, request.Aborted);
        }
        if (!reader.Rest.IsEmpty)
        {
            await writer.WriteAsync(ContainerLogLine.Parse(reader.Rest), isEnded: false, request.Aborted);
        }
    }

    private static async Task CopyAsync(
        ContainerLogReader reader,
        PodLogWriter writer,
        CancellationToken cancellationToken
    )
    {
        while (!writer.IsFull && await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await writer.WriteAsync(ContainerLogLine.Parse(line), isEnded: true, cancellationToken);
        }
    }

    private static string ContainerOf(PodLogOptions options, JsonObject pod)
    {
        var name = pod.Text("metadata", "name");
        var containers = Names(pod, "containers");
        var inits = Names(pod, "initContainers");
        if (options.Container is { Length: > 0 } asked)
        {
            return containers.Concat(inits).Contains(asked, StringComparer.Ordinal)
                ? asked
                : throw ApiException.BadRequest($"container {asked} is not valid for pod {name}");
        }
        if (containers is [var only])
        {
            return only;
        }
        var choice = $"choose one of: [{string.Join(' ', containers)}]";
        choice += inits.Length == 0 ? "" : $" or one of the init containers: [{string.Join(' ', inits)}]";
        throw ApiException.BadRequest($"a container name must be specified for pod {name}, {choice}");
    }

    private static string[] Names(JsonObject pod, string list) =>
        [.. pod.Objects("spec", list).Select(container => container.Text("name") ?? "")];

    private Stream Open(StoredObject pod, string container, bool isPrevious)
    {
        var node =
            pod.Value.Text("spec", "nodeName")
            ?? throw ApiException.BadRequest($"pod {pod.Name} does not have a host assigned");
        if (logs?.Open(new ContainerLog(node, pod.Uid, container, isPrevious)) is { } log)
        {
            return log;
        }
        var reason = StatusOf(pod.Value, container)?.Text("state", "waiting", "reason") ?? "ContainerCreating";
        throw ApiException.BadRequest(
            isPrevious
                ? $"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found"
                : $"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: {reason}"
        );
    }

    /// <summary>Whether the container may write more: it has not ended, as far as its node has said.</summary>
    private bool Runs(StoredObject pod, string container)
    {
        var current = store.Find(pod.Resource, pod.Namespace, pod.Name);
        if (current?.Uid != pod.Uid)
        {
            return false;
        }
        var status = StatusOf(current.Value, container);
        var hasEnded =
            status?.At("state", "terminated") is not null
            || (status?.At("state", "waiting") is not null && status.At("lastState", "terminated") is not null);
        return !hasEnded;
    }

    private static JsonObject? StatusOf(JsonObject pod, string container) =>
        pod.Objects("status", "containerStatuses")
            .Concat(pod.Objects("status", "initContainerStatuses"))
            .FirstOrDefault(status => status.Text("name") == container);
}
