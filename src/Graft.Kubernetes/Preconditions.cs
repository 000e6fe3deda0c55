namespace Graft.Kubernetes;

/// <summary>Delete only the object that was meant; else the server answers 409.</summary>
public sealed record Preconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}
