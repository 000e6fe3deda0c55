namespace Graft.Api.Gardener;

/// <summary>Where a file's bytes come from; exactly one source is set.</summary>
public sealed record FileContent : ApiObject
{
    public FileContentInline? Inline { get; init; }

    public FileContentSecretRef? SecretRef { get; init; }

    public FileContentImageRef? ImageRef { get; init; }

    public bool? TransmitUnencoded { get; init; }
}
