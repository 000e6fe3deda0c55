namespace Graft.Kubernetes.Hosting;

/// <summary>
/// What a process says of itself. <c>/readyz</c> asks whether it may be given work, <c>/healthz</c> and <c>/livez</c> whether
/// it should be left alive; each is fine when all of its named checks hold. <c>/readyz/name</c> asks for one check,
/// <c>?verbose</c> lists them, <c>?exclude=name</c> leaves one out.
/// </summary>
public sealed class Health
{
    internal HealthChecks Readiness { get; } = new();

    internal HealthChecks Liveness { get; } = new();

    /// <summary>
    /// Adds or replaces a check of readiness. It is called per request and must not block; one that throws does not hold, and
    /// its message is what the check's own path says.
    /// </summary>
    public void Require(string name, Func<bool> isReady) => Readiness.Require(name, isReady);

    /// <summary>
    /// Adds or replaces a check of liveness, under the same rules. One that does not hold gets the process killed and started
    /// again, so it must never ask anybody else: a dead API server is no reason to die.
    /// </summary>
    public void RequireAlive(string name, Func<bool> isAlive) => Liveness.Require(name, isAlive);

    /// <summary>The checks of readiness that do not hold, in order of their names.</summary>
    public IReadOnlyList<string> Failing =>
        [.. Readiness.Run([]).Where(result => !result.Holds).Select(result => result.Name)];
}
