namespace Graft.Api.Kubernetes;

/// <summary>Where pods of the runtime can run.</summary>
public sealed record RuntimeClassScheduling : ApiObject
{
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    public IReadOnlyList<Toleration>? Tolerations { get; init; }
}
