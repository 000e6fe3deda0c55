using System.Globalization;
using System.Runtime.CompilerServices;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Transport;

namespace Graft.Kubernetes;

/// <summary>Reads what containers have written.</summary>
public static class PodLogs
{
    extension(IKubernetesClient client)
    {
        /// <summary>The lines of a container's log as they come, without their ends.</summary>
        /// <exception cref="KubernetesException">400: the container has not started, or has to be named.</exception>
        public async IAsyncEnumerable<string> ReadLogAsync(
            ObjectKey pod,
            PodLogOptions options,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await using var stream = await client.OpenStreamAsync(PathOf(pod, options), cancellationToken);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                yield return line;
            }
        }
    }

    private static string PathOf(ObjectKey pod, PodLogOptions options) =>
        RequestPath.WithQuery(
            RequestPath.Of(Pod.ResourceType, pod, "log"),
            ("container", options.Container),
            ("follow", options.Follow ? "true" : null),
            ("previous", options.Previous ? "true" : null),
            ("timestamps", options.Timestamps ? "true" : null),
            ("tailLines", Number(options.TailLines)),
            ("sinceSeconds", Number((long?)options.Since?.TotalSeconds)),
            ("limitBytes", Number(options.LimitBytes))
        );

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
