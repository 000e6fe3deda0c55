using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission.Shoots;

namespace Graft.Gardenlet.Admission;

/// <summary>
/// What the garden's API server does to a Shoot before it stores it: defaults, extension labels, admission (403), static
/// validation (422), in this order; the first stage that objects reports all it found (wire contract 3.1 to 3.6).
/// Pure functions: the same answer in an API server, in <c>graft validate</c> and in a test.
/// </summary>
public static class ShootAdmission
{
    /// <summary>Defaults the Shoot and judges the result.</summary>
    /// <param name="old">The Shoot as stored; null on creation.</param>
    /// <param name="shoot">The Shoot as asked for.</param>
    /// <param name="context">What the garden knows.</param>
    public static AdmissionOutcome<Shoot> Admit(Shoot? old, Shoot shoot, ShootAdmissionContext context)
    {
        var defaulted = Default(shoot, context.CloudProfile);
        return new AdmissionOutcome<Shoot>(defaulted, Validate(old, defaulted, context));
    }

    /// <summary>Sets what the user left out, and the labels of the extension types in use. Doing it twice changes nothing more.</summary>
    /// <param name="shoot">The Shoot as asked for; one that is being deleted stays as it is.</param>
    /// <param name="profile">For the default version and machine image; null leaves those alone.</param>
    public static Shoot Default(Shoot shoot, CloudProfileSpec? profile) =>
        shoot.Metadata.DeletionTimestamp is null ? ExtensionLabels.Apply(ShootDefaults.Apply(shoot, profile)) : shoot;

    /// <summary>
    /// Judges a defaulted Shoot. Null means that it may be stored. A Shoot that is being deleted, and one whose spec does
    /// not change, are never refused: their finalizers and annotations must stay writable whatever has changed around them.
    /// </summary>
    public static Refusal? Validate(Shoot? old, Shoot shoot, ShootAdmissionContext context)
    {
        if (shoot.Metadata.DeletionTimestamp is not null || (old is not null && HaveEqualSpecs(old, shoot)))
        {
            return null;
        }
        if (ShootAdmissionRules.Check(old, shoot, context) is { } refusal)
        {
            return refusal;
        }
        return Refusal.Invalid("Shoot.core.gardener.cloud", shoot.Metadata.Name, ShootRules.Check(old, shoot));
    }

    /// <summary>Denies the deletion of a Shoot as long as nobody has confirmed it by annotation.</summary>
    public static Refusal? ValidateDeletion(ObjectMeta metadata) =>
        DeletionConfirmation.Check(Shoot.ResourceType, metadata);

    private static bool HaveEqualSpecs(Shoot one, Shoot other) => JsonNode.DeepEquals(SpecOf(one), SpecOf(other));

    private static JsonNode? SpecOf(Shoot shoot) =>
        JsonSerializer.SerializeToNode(shoot, ApiJson.Context.Shoot)!["spec"];
}
