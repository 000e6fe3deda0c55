namespace Graft.Api.Kubernetes;

/// <summary>Who is granted a role.</summary>
public sealed record Subject : ApiObject
{
    public string? Kind { get; init; }

    public string? ApiGroup { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }
}
