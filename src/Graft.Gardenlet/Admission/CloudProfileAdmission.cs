using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.CloudProfiles;

namespace Graft.Gardenlet.Admission;

/// <summary>What the garden's API server does to a CloudProfile before it stores it (wire contract 1.2, 3.2, 3.4).</summary>
public static class CloudProfileAdmission
{
    /// <summary>Defaults the profile and judges the result.</summary>
    public static AdmissionOutcome<CloudProfile> Admit(CloudProfile profile)
    {
        var defaulted = Default(profile);
        return new AdmissionOutcome<CloudProfile>(defaulted, Validate(defaulted));
    }

    /// <summary>Every image version that lists no container runtime interface supports containerd.</summary>
    public static CloudProfile Default(CloudProfile profile) =>
        profile.Spec is { MachineImages: { } images } spec
            ? profile with
            {
                Spec = spec with
                {
                    MachineImages =
                    [
                        .. images.Select(image =>
                            image with
                            {
                                Versions = image.Versions is null ? null : [.. image.Versions.Select(WithCri)],
                            }
                        ),
                    ],
                },
            }
            : profile;

    /// <summary>Judges a defaulted profile; one that is being deleted is never refused.</summary>
    public static Refusal? Validate(CloudProfile profile) =>
        profile.Metadata.DeletionTimestamp is null
            ? Refusal.Invalid(
                "CloudProfile.core.gardener.cloud",
                profile.Metadata.Name,
                CloudProfileRules.Check(profile)
            )
            : null;

    private static MachineImageVersion WithCri(MachineImageVersion version) =>
        version.Cri is { Count: > 0 } ? version : version with { Cri = [new Cri { Name = CriName.Containerd }] };
}
