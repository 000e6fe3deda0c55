using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>Webhooks that an API server asks before it accepts a change.</summary>
public sealed record ValidatingWebhookConfiguration
    : ApiResource<ValidatingWebhookConfiguration>,
        IResource<ValidatingWebhookConfiguration>
{
    public static ResourceType ResourceType { get; } =
        new(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingWebhookConfiguration",
            "validatingwebhookconfigurations",
            false
        );

    public static JsonTypeInfo<ValidatingWebhookConfiguration> JsonTypeInfo =>
        ApiJson.Context.ValidatingWebhookConfiguration;

    public IReadOnlyList<AdmissionWebhook>? Webhooks { get; init; }
}
