namespace Graft.Api.Kubernetes;

/// <summary>Quantities that a container asks for and may use.</summary>
public sealed record ResourceRequirements : ApiObject
{
    public IReadOnlyDictionary<string, string>? Requests { get; init; }

    public IReadOnlyDictionary<string, string>? Limits { get; init; }
}
