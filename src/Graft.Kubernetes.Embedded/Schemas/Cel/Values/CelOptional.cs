namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A value that may be missing.</summary>
internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static readonly CelOptional None = new(HasValue: false, null);

    public static CelOptional Of(object? value) => new(HasValue: true, value);
}
