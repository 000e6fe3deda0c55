namespace Graft.Api.Kubernetes;

/// <summary>A service that serves a webhook.</summary>
public sealed record ServiceReference : ApiObject
{
    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Path { get; init; }

    public int? Port { get; init; }
}
