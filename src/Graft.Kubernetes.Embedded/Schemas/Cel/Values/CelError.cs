namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>
/// The value of what could not be evaluated. It spreads through everything that uses it, but for a logical operator whose
/// other side decides.
/// </summary>
internal sealed record CelError(string Message)
{
    public static readonly CelError NoOverload = new("no such overload");
    public static readonly CelError IntegerOverflow = new("integer overflow");
    public static readonly CelError UnsignedOverflow = new("unsigned integer overflow");
    public static readonly CelError TimeOverflow = new("timestamp overflow");
    public static readonly CelError DurationOverflow = new("duration overflow");

    public static CelError NoKey(object? key) => new($"no such key: {CelText.Of(key)}");
}
