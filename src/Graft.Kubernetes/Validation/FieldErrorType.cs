namespace Graft.Kubernetes.Validation;

/// <summary>The kinds of field error that Kubernetes knows, with their fixed texts and machine-readable reasons.</summary>
public enum FieldErrorType
{
    Invalid,
    Required,
    Forbidden,
    Duplicate,
    NotSupported,
    NotFound,
    TooLong,
    TooMany,
    TypeInvalid,
    Internal,
}

internal static class FieldErrorTypes
{
    /// <summary>The words in a message: <c>spec.x: Invalid value: …</c>.</summary>
    public static string Words(this FieldErrorType type) =>
        type switch
        {
            FieldErrorType.Invalid or FieldErrorType.TypeInvalid => "Invalid value",
            FieldErrorType.Required => "Required value",
            FieldErrorType.Forbidden => "Forbidden",
            FieldErrorType.Duplicate => "Duplicate value",
            FieldErrorType.NotSupported => "Unsupported value",
            FieldErrorType.NotFound => "Not found",
            FieldErrorType.TooLong => "Too long",
            FieldErrorType.TooMany => "Too many",
            FieldErrorType.Internal => "Internal error",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

    /// <summary>The <c>reason</c> of a cause in a Status.</summary>
    public static string Reason(this FieldErrorType type) =>
        type switch
        {
            FieldErrorType.Internal => "InternalError",
            _ => $"FieldValue{type}",
        };
}
