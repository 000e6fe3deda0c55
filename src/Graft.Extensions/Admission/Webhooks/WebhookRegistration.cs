using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>Registers the webhook in the garden (wire contract, section 10): only Shoots with the runtime are sent.</summary>
internal sealed class WebhookRegistration(
    AdmissionDefinition definition,
    WebhookAddress address,
    string? ownerNamespace,
    IKubernetesClient garden
)
{
    private Namespace? _owner;
    private volatile bool _isPublished;

    /// <summary>Whether this replica has brought the registration up to date at least once.</summary>
    public bool IsPublished => _isPublished;

    /// <summary>Brings the registration to these trusted authorities; no write where it is so already.</summary>
    public async Task PublishAsync(byte[] caBundle, CancellationToken cancellationToken)
    {
        if (ownerNamespace is { Length: > 0 })
        {
            _owner ??= await garden.GetAsync<Namespace>(new ObjectKey(ownerNamespace), cancellationToken);
        }
        await garden.CreateOrPatchAsync<ValidatingWebhookConfiguration>(
            new ObjectKey(definition.ComponentName),
            current => Wanted(current ?? new(), caBundle),
            cancellationToken
        );
        _isPublished = true;
    }

    private ValidatingWebhookConfiguration Wanted(ValidatingWebhookConfiguration current, byte[] caBundle) =>
        current with
        {
            Metadata = current.Metadata with
            {
                Name = definition.ComponentName,
                OwnerReferences = _owner is null ? current.Metadata.OwnerReferences : [OwnedBy(_owner)],
            },
            Webhooks = [Webhook(caBundle, current.Webhooks?.FirstOrDefault(one => one.Name == WebhookName))],
        };

    private string WebhookName => $"validator.{definition.Name}.extensions.gardener.cloud";

    /// <summary>What the server has defaulted meanwhile stays, so that nothing differs without reason.</summary>
    private AdmissionWebhook Webhook(byte[] caBundle, AdmissionWebhook? current) =>
        (current ?? new()) with
        {
            Name = WebhookName,
            ClientConfig = address.ClientConfig(ShootWebhook.Path, caBundle),
            Rules =
            [
                new RuleWithOperations
                {
                    ApiGroups = [Shoot.ResourceType.Group],
                    ApiVersions = [Shoot.ResourceType.Version],
                    Resources = [Shoot.ResourceType.Plural],
                    Operations = ["CREATE", "UPDATE"],
                    Scope = current?.Rules is [{ } rule, ..] ? rule.Scope : null,
                },
            ],
            FailurePolicy = "Fail",
            SideEffects = "None",
            MatchPolicy = "Exact",
            TimeoutSeconds = (int)definition.Timeout.TotalSeconds,
            AdmissionReviewVersions = ["v1", "v1beta1"],
            // Said also when it selects everything, so that one which is given up goes.
            NamespaceSelector = definition.NamespaceSelector ?? new LabelSelector(),
            ObjectSelector = new LabelSelector
            {
                MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Labels.ExtensionContainerRuntimePrefix + definition.RuntimeType] = "true",
                },
            },
        };

    private static OwnerReference OwnedBy(Namespace owner) =>
        new()
        {
            ApiVersion = owner.ApiVersion,
            Kind = owner.Kind,
            Name = owner.Metadata.Name,
            Uid = owner.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = false,
        };
}
