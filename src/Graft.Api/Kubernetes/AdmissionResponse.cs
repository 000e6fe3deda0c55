namespace Graft.Api.Kubernetes;

/// <summary>What a webhook answers.</summary>
public sealed record AdmissionResponse : ApiObject
{
    public string? Uid { get; init; }

    public bool? Allowed { get; init; }

    public Status? Status { get; init; }

    /// <summary>A JSON patch, base64-encoded on the wire.</summary>
    public byte[]? Patch { get; init; }

    public string? PatchType { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>What the API server writes into its audit log, its keys prefixed with the webhook's name.</summary>
    public IReadOnlyDictionary<string, string>? AuditAnnotations { get; init; }
}
