using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>Webhooks that may change an object before an API server validates it.</summary>
public sealed record MutatingWebhookConfiguration
    : ApiResource<MutatingWebhookConfiguration>,
        IResource<MutatingWebhookConfiguration>
{
    public static ResourceType ResourceType { get; } =
        new(
            "admissionregistration.k8s.io",
            "v1",
            "MutatingWebhookConfiguration",
            "mutatingwebhookconfigurations",
            false
        );

    public static JsonTypeInfo<MutatingWebhookConfiguration> JsonTypeInfo =>
        ApiJson.Context.MutatingWebhookConfiguration;

    public IReadOnlyList<AdmissionWebhook>? Webhooks { get; init; }
}
