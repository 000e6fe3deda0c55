using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Gardenlet.Installations;

/// <summary>
/// Says for one seed which registered extensions it needs: a ControllerInstallation per ControllerRegistration that serves
/// something which a Shoot of the seed uses, or that wants to be everywhere.
/// </summary>
internal sealed class ControllerInstallationReconciler(
    IKubernetesClient client,
    InformerSet garden,
    string seedName,
    TimeProvider time
) : IReconciler
{
    /// <param name="key">Names a ControllerRegistration.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var registration = garden.Get<ControllerRegistration>().Find(key);
        var installation = new ObjectKey(NameOf(key.Name, seedName));
        var isRequired = registration is not null && IsRequired(registration);
        if (registration is not null && (isRequired || IsAlways(registration)))
        {
            var present = await client.CreateOrPatchAsync<ControllerInstallation>(
                installation,
                current => Render(current, registration, installation.Name),
                cancellationToken
            );
            await client.PatchStatusDifferenceAsync(
                present,
                present with
                {
                    Status = (present.Status ?? new ControllerInstallationStatus()) with
                    {
                        Conditions = Conditions(present.Status?.Conditions, isRequired),
                    },
                },
                cancellationToken
            );
        }
        else
        {
            await client.TryDeleteAsync<ControllerInstallation>(installation, cancellationToken);
        }
        return ReconcileResult.Done;
    }

    public static string NameOf(string registration, string seed) => $"{registration}-{seed}";

    private bool IsRequired(ControllerRegistration registration)
    {
        var served = (registration.Spec?.Resources ?? [])
            .Select(resource => new ExtensionId(resource.Kind ?? "", resource.Type ?? ""))
            .ToHashSet();
        return garden
            .Get<Shoot>()
            .List()
            .Where(shoot => shoot.Spec?.SeedName == seedName)
            .Any(shoot => RequiredExtensions.Of(shoot).Any(served.Contains));
    }

    private static bool IsAlways(ControllerRegistration registration) =>
        registration.Spec?.Deployment?.Policy is "Always" or "AlwaysExceptNoShoots";

    private ControllerInstallation Render(
        ControllerInstallation? current,
        ControllerRegistration registration,
        string name
    ) =>
        (current ?? new ControllerInstallation { Metadata = new ObjectMeta { Name = name } }) with
        {
            Spec = new ControllerInstallationSpec
            {
                RegistrationRef = new ObjectReference { Name = registration.Metadata.Name },
                SeedRef = new ObjectReference { Name = seedName },
                DeploymentRef = registration.Spec?.Deployment?.DeploymentRefs is [{ Name: { } deployment }, ..]
                    ? new ObjectReference { Name = deployment }
                    : null,
            },
        };

    private List<Condition> Conditions(IReadOnlyList<Condition>? present, bool isRequired)
    {
        var required = isRequired
            ? ("True", "ExtensionObjectsExist", "Shoots of the seed use the extension.")
            : ("False", "NoExtensionObjects", "No Shoot of the seed uses the extension.");
        var conditions = (present ?? []).Where(item => item.Type != "Required").ToList();
        var old = present?.FirstOrDefault(item => item.Type == "Required");
        var now = time.GetUtcNow();
        conditions.Add(
            old?.Status == required.Item1
                ? old
                : new Condition
                {
                    Type = "Required",
                    Status = required.Item1,
                    Reason = required.Item2,
                    Message = required.Item3,
                    LastTransitionTime = now,
                    LastUpdateTime = now,
                }
        );
        return conditions;
    }
}
