namespace Graft.Api.Kubernetes;

/// <summary>A seccomp profile: type <c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost</c>.</summary>
public sealed record SeccompProfile : ApiObject
{
    public string? Type { get; init; }
}
