using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded.Admission;

namespace Graft.Landscape.Admission;

/// <summary>
/// The rules that Gardener's API server has compiled in, for the embedded one of a garden: defaults and judges Shoots and
/// CloudProfiles, with Gardener's own messages, and denies deletions of Shoots that nobody has confirmed.
/// </summary>
/// <param name="garden">Reads profiles, projects and registrations; asked with the first Shoot, when the garden runs.</param>
internal sealed class GardenAdmissionPlugin(Func<IKubernetesClient> garden) : IAdmissionPlugin
{
    private static readonly string s_group = Shoot.ResourceType.Group;

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Subresource is null
        && attributes.Group == s_group
        && (
            attributes.Kind == Shoot.ResourceType.Kind
            || (attributes.Kind == CloudProfile.ResourceType.Kind && attributes.Operation != AdmissionOperation.Delete)
        );

    public async ValueTask<AdmissionRefusal?> MutateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        if (attributes.Operation == AdmissionOperation.Delete)
        {
            return null;
        }
        if (attributes.Kind == CloudProfile.ResourceType.Kind)
        {
            Default(attributes, CloudProfile.JsonTypeInfo, CloudProfileAdmission.Default);
        }
        else if (attributes.Read(Shoot.JsonTypeInfo) is { } shoot)
        {
            var profile = IsUnchanged(attributes)
                ? null
                : await new GardenReader(garden()).FindProfileAsync(shoot, cancellationToken);
            Default(attributes, Shoot.JsonTypeInfo, item => ShootAdmission.Default(item, profile));
        }
        return null;
    }

    public async ValueTask<AdmissionRefusal?> ValidateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        if (attributes.Operation == AdmissionOperation.Delete)
        {
            return AdmissionObjects.ToAdmission(ShootAdmission.ValidateDeletion(attributes.OldMetadata()));
        }
        if (attributes.Kind == CloudProfile.ResourceType.Kind)
        {
            return attributes.Judge(CloudProfile.JsonTypeInfo, (_, profile) => CloudProfileAdmission.Validate(profile));
        }
        if (IsUnchanged(attributes) || attributes.Read(Shoot.JsonTypeInfo) is not { } shoot)
        {
            return attributes.Judge(Shoot.JsonTypeInfo, (_, _) => null);
        }
        var context = await new GardenReader(garden()).ReadContextAsync(shoot, cancellationToken);
        return attributes.Judge(Shoot.JsonTypeInfo, (old, item) => ShootAdmission.Validate(old, item, context));
    }

    // Only what admission sets is written back, so that everything else stays as the user wrote it.
    private static void Default<T>(AdmissionAttributes attributes, JsonTypeInfo<T> type, Func<T, T> apply)
        where T : class, IResource<T>
    {
        if (attributes.Object is not { } item || attributes.Read(type) is not { } typed)
        {
            return;
        }
        var defaulted = (JsonObject)JsonSerializer.SerializeToNode(apply(typed), type)!;
        item["spec"] = defaulted["spec"]?.DeepClone();
        if (defaulted["metadata"]?["labels"] is { } labels)
        {
            item["metadata"]!["labels"] = labels.DeepClone();
        }
    }

    private static bool IsUnchanged(AdmissionAttributes attributes) =>
        attributes.Object?["metadata"]?["deletionTimestamp"] is not null
        || (attributes.OldObject is { } old && JsonNode.DeepEquals(old["spec"], attributes.Object?["spec"]));
}
