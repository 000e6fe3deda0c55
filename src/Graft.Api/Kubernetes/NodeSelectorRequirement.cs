namespace Graft.Api.Kubernetes;

/// <summary>One requirement: operator <c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, <c>Gt</c> or <c>Lt</c>.</summary>
public sealed record NodeSelectorRequirement : ApiObject
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }
}
