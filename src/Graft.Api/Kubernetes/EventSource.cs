namespace Graft.Api.Kubernetes;

/// <summary>Who reported an event.</summary>
public sealed record EventSource : ApiObject
{
    public string? Component { get; init; }

    public string? Host { get; init; }
}
