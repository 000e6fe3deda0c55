namespace Graft.Api.Kubernetes;

/// <summary>Names the object that another one goes with.</summary>
public sealed record OwnerReference : ApiObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public bool? Controller { get; init; }

    public bool? BlockOwnerDeletion { get; init; }
}
