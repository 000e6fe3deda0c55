namespace Graft.Api.Gardener;

/// <summary>The rotation of one credential.</summary>
public sealed record CredentialRotation : ApiObject
{
    public string? Phase { get; init; }

    public DateTimeOffset? LastInitiationTime { get; init; }

    public DateTimeOffset? LastCompletionTime { get; init; }
}
