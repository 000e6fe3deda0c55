using Graft.Api.Kubernetes;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission;

/// <summary>What Kubernetes asks of the metadata of every namespaced object.</summary>
internal static class ObjectNames
{
    public static void Check(ObjectMeta metadata, Func<string, IReadOnlyList<string>> checkName, FieldErrors errors)
    {
        var path = FieldPath.Root("metadata");
        if (string.IsNullOrEmpty(metadata.Name))
        {
            if (string.IsNullOrEmpty(metadata.GenerateName))
            {
                errors.Add(FieldError.Required(path.Child("name"), "name or generateName is required"));
            }
        }
        else
        {
            foreach (var problem in checkName(metadata.Name))
            {
                errors.Add(FieldError.Invalid(path.Child("name"), metadata.Name, problem));
            }
        }
        if (string.IsNullOrEmpty(metadata.Namespace))
        {
            errors.Add(FieldError.Required(path.Child("namespace"), ""));
        }
    }
}
