namespace Graft.Kubernetes;

/// <summary>
/// The chance of a running program. Any number of threads may draw from it at once, which those of <c>new Random()</c> do
/// not survive; tests pass a seeded <see cref="Random"/> of their own instead.
/// </summary>
public static class ConcurrentRandom
{
#pragma warning disable RS0030 // The one place that names it; everybody else is passed a Random.
    public static Random Instance => Random.Shared;
#pragma warning restore RS0030
}
