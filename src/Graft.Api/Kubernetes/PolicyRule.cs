namespace Graft.Api.Kubernetes;

/// <summary>Verbs allowed on resources.</summary>
public sealed record PolicyRule : ApiObject
{
    public IReadOnlyList<string>? ApiGroups { get; init; }

    public IReadOnlyList<string>? Resources { get; init; }

    public IReadOnlyList<string>? ResourceNames { get; init; }

    public IReadOnlyList<string>? Verbs { get; init; }
}
