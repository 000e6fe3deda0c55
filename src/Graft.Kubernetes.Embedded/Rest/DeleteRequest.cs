using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

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
        Check(options);
        var policy = options.Text("propagationPolicy");
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

    private static void Check(JsonObject options)
    {
        var errors = new FieldErrors();
        var path = FieldPath.Root("propagationPolicy");
        var policy = options.Text("propagationPolicy");
        if (policy is not null && options.ContainsKey("orphanDependents"))
        {
            errors.Add(FieldError.Invalid(path, policy, "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (policy is not (null or "Background" or "Foreground" or "Orphan"))
        {
            errors.Add(FieldError.NotSupported(path, policy, ["Foreground", "Background", "Orphan", "nil"]));
        }
        if (options.Texts("dryRun").FirstOrDefault(value => value != "All") is { } unknown)
        {
            errors.Add(FieldError.NotSupported(FieldPath.Root("dryRun"), unknown, ["All"]));
        }
        if (!errors.IsEmpty)
        {
            throw ApiException.InvalidOptions("DeleteOptions", errors);
        }
    }
}
