using System.Collections.Concurrent;

namespace Graft.Kubernetes.Hosting;

/// <summary>What a process says of itself at <c>/readyz</c>: ready when every named check holds.</summary>
public sealed class Health
{
    private readonly ConcurrentDictionary<string, Func<bool>> _checks = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a check. It is called per request and must not block.</summary>
    public void Require(string name, Func<bool> isReady) => _checks[name] = isReady;

    /// <summary>The checks that do not hold, in order of their names.</summary>
    public IReadOnlyList<string> Failing =>
        [.. _checks.Where(check => !check.Value()).Select(check => check.Key).Order(StringComparer.Ordinal)];
}
