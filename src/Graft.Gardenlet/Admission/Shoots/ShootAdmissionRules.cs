using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>The admission of a Shoot: against its CloudProfile (wire contract 3.5) and the registered extensions (3.6).</summary>
internal static class ShootAdmissionRules
{
    private const string GroupResource = "shoots.core.gardener.cloud";

    // The technical ID "shoot--<project>--<name>" goes into names whose length providers limit.
    private const int MaximumNameLength = 21;

    public static Refusal? Check(Shoot? old, Shoot shoot, ShootAdmissionContext context)
    {
        var name = shoot.Metadata.Name;
        if (old is null && context.Project is { } project && project.Length + name?.Length > MaximumNameLength)
        {
            return Refusal.Forbidden(
                GroupResource,
                name,
                $"the length of the shoot name and the project name must not exceed {MaximumNameLength} characters (project: {project}; shoot: {name})"
            );
        }
        var errors = new FieldErrors();
        if (shoot.Spec?.CloudProfile is { Name.Length: > 0 } reference)
        {
            if (context.CloudProfile is not { } profile)
            {
                var kind = reference.Kind is null or "CloudProfile" ? "cloudprofile" : "namespacedcloudprofile";
                return Refusal.Forbidden(
                    GroupResource,
                    name,
                    $"{kind}.core.gardener.cloud {GoSyntax.Quote(reference.Name)} not found"
                );
            }
            CloudProfileOffer.Check(old, shoot, profile, errors);
        }
        ProviderConfigRules.Check(shoot, errors);
        List<string> texts =
        [
            .. errors.Select(error => error.ToString()),
            .. RegisteredExtensions.Missing(shoot, context.Registrations),
        ];
        return texts.Count == 0
            ? null
            : Refusal.Forbidden(GroupResource, name, $"[{string.Join(' ', texts)}]", [.. errors]);
    }
}
