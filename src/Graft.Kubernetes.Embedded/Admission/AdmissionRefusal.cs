using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Admission;

/// <summary>Why a request is not admitted.</summary>
/// <param name="Code">The HTTP status, such as 403 or 422.</param>
/// <param name="Reason">The Status reason, such as <c>Forbidden</c> or <c>Invalid</c>.</param>
/// <param name="Message">The whole message, as the client sees it.</param>
/// <param name="Causes">The single faults, where there are any.</param>
public sealed record AdmissionRefusal(int Code, string Reason, string Message, IReadOnlyList<FieldError> Causes)
{
    /// <summary><c>widgets.example.org "x" is forbidden: why</c>, with status 403.</summary>
    public static AdmissionRefusal Forbidden(AdmissionAttributes attributes, string why)
    {
        var resource = Qualified(attributes.Resource, attributes.Group);
        return new(403, "Forbidden", $"{resource} \"{attributes.Name}\" is forbidden: {why}", []);
    }

    /// <summary><c>Widget.example.org "x" is invalid: faults</c>, with status 422.</summary>
    public static AdmissionRefusal Invalid(AdmissionAttributes attributes, FieldErrors errors)
    {
        var kind = Qualified(attributes.Kind, attributes.Group);
        return new(
            422,
            "Invalid",
            $"{kind} \"{attributes.Name}\" is invalid: {errors.ToValidationText()}",
            [.. errors]
        );
    }

    private static string Qualified(string name, string group) => group.Length == 0 ? name : $"{name}.{group}";
}
