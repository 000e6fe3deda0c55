namespace Graft.Api.Kubernetes;

/// <summary>An environment variable of a container.</summary>
public sealed record EnvVar : ApiObject
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
