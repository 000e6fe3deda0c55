using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>How an object shall be deleted.</summary>
internal sealed record DeleteRequest
{
    public static readonly DeleteRequest Background = new() { PropagationPolicy = "Background" };

    /// <summary>Background, Foreground or Orphan; null leaves it to the kind and to finalizers already there.</summary>
    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }

    /// <summary>Only the object with this uid is meant.</summary>
    public string? Uid { get; init; }

    /// <summary>Only this version of the object is meant.</summary>
    public string? ResourceVersion { get; init; }

    public bool IsDryRun { get; init; }

    public static DeleteRequest From(JsonObject? options)
    {
        if (options is null)
        {
            return new DeleteRequest();
        }
        var policy = options.Text("propagationPolicy");
        if (policy is not (null or "" or "Background" or "Foreground" or "Orphan"))
        {
            throw new ApiException(
                422,
                "Invalid",
                $"DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"{policy}\": supported values: \"Background\", \"Foreground\", \"Orphan\""
            );
        }
        return new DeleteRequest
        {
            PropagationPolicy = string.IsNullOrEmpty(policy)
                ? (options.Flag("orphanDependents") ? "Orphan" : null)
                : policy,
            GracePeriodSeconds = options.Number("gracePeriodSeconds"),
            Uid = options.Text("preconditions", "uid"),
            ResourceVersion = options.Text("preconditions", "resourceVersion"),
            IsDryRun = options.Texts("dryRun").Contains("All", StringComparer.Ordinal),
        };
    }
}
