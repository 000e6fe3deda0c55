using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission;

/// <summary>Why an API server does not take an object, as it stands in the Status that it answers (wire contract 3.1).</summary>
public sealed record Refusal
{
    private Refusal(int code, string reason, string message, IReadOnlyList<FieldError> errors)
    {
        Code = code;
        Reason = reason;
        Message = message;
        Errors = errors;
    }

    /// <summary>403 for a refusal by admission, 422 for one by static validation.</summary>
    public int Code { get; }

    /// <summary><c>Forbidden</c> or <c>Invalid</c>.</summary>
    public string Reason { get; }

    /// <summary>The whole message, which names the object.</summary>
    public string Message { get; }

    /// <summary>The errors that name a field, in the order found; the causes of the Status.</summary>
    public IReadOnlyList<FieldError> Errors { get; }

    /// <summary>A refusal by static validation; null where nothing is wrong.</summary>
    /// <param name="groupKind">Such as <c>Shoot.core.gardener.cloud</c>.</param>
    /// <param name="name">The name of the object.</param>
    /// <param name="errors">What is wrong with it.</param>
    public static Refusal? Invalid(string groupKind, string? name, FieldErrors errors) =>
        errors.IsEmpty
            ? null
            : new Refusal(
                422,
                "Invalid",
                $"{groupKind} {GoSyntax.Quote(name ?? "")} is invalid: {errors.ToValidationText()}",
                [.. errors]
            );

    /// <summary>A refusal by admission.</summary>
    /// <param name="groupResource">Such as <c>shoots.core.gardener.cloud</c>.</param>
    /// <param name="name">The name of the object.</param>
    /// <param name="detail">What follows the words <c>is forbidden: </c>.</param>
    /// <param name="errors">Those parts of the detail that name a field.</param>
    public static Refusal Forbidden(
        string groupResource,
        string? name,
        string detail,
        IReadOnlyList<FieldError>? errors = null
    ) => new(403, "Forbidden", $"{groupResource} {GoSyntax.Quote(name ?? "")} is forbidden: {detail}", errors ?? []);
}
