using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using Graft.Kubernetes.Embedded.Admission;

namespace Graft.Landscape.Admission;

/// <summary>
/// The rules that Gardener's resource manager has as webhooks of a seed, for the embedded one: judges extension objects,
/// and denies deletions that nobody has confirmed.
/// </summary>
internal sealed class SeedAdmissionPlugin : IAdmissionPlugin
{
    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Operation == AdmissionOperation.Delete
            ? attributes.Subresource is null
                && attributes.Group is "extensions.gardener.cloud" or "apiextensions.k8s.io"
            : attributes is { Group: "extensions.gardener.cloud", Subresource: null or "status" };

    public ValueTask<AdmissionRefusal?> MutateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<AdmissionRefusal?>(null);

    public ValueTask<AdmissionRefusal?> ValidateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(Validate(attributes));

    private static AdmissionRefusal? Validate(AdmissionAttributes attributes)
    {
        if (attributes.Operation == AdmissionOperation.Delete)
        {
            return ValidateDeletion(attributes);
        }
        return (attributes.Kind, attributes.Subresource) switch
        {
            ("ContainerRuntime", null) => attributes.Judge(ContainerRuntime.JsonTypeInfo, ExtensionAdmission.Validate),
            ("OperatingSystemConfig", _) => attributes.Judge(
                OperatingSystemConfig.JsonTypeInfo,
                ExtensionAdmission.Validate
            ),
            _ => null,
        };
    }

    private static AdmissionRefusal? ValidateDeletion(AdmissionAttributes attributes)
    {
        var type = new ResourceType(
            attributes.Group,
            attributes.Version,
            attributes.Kind,
            attributes.Resource,
            attributes.Namespace is not null
        );
        return AdmissionObjects.ToAdmission(ExtensionAdmission.ValidateDeletion(type, attributes.OldMetadata()));
    }
}
