namespace Graft.Api.Gardener;

/// <summary>Bytes given in place.</summary>
public sealed record FileContentInline : ApiObject
{
    /// <summary>Empty for plain text, or <c>b64</c>; must be present.</summary>
    public string? Encoding { get; init; }

    public string? Data { get; init; }
}
