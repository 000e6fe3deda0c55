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
}
