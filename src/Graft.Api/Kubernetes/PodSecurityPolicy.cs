using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A pod security policy, served below Kubernetes 1.25.</summary>
public sealed record PodSecurityPolicy : ApiResource<PodSecurityPolicy>, IResource<PodSecurityPolicy>
{
    public static ResourceType ResourceType { get; } =
        new("policy", "v1beta1", "PodSecurityPolicy", "podsecuritypolicies", false);

    public static JsonTypeInfo<PodSecurityPolicy> JsonTypeInfo => ApiJson.Context.PodSecurityPolicy;

    public PodSecurityPolicySpec? Spec { get; init; }
}
