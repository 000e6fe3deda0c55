using System.Collections.Concurrent;

namespace Graft.Kubernetes.Hosting;

/// <summary>Named checks that are asked one after the other.</summary>
internal sealed class HealthChecks
{
    /// <summary>Stands in where nothing is required: who answers is alive.</summary>
    private const string Ping = "ping";

    private readonly ConcurrentDictionary<string, Func<bool>> _checks = new(StringComparer.Ordinal);

    public void Require(string name, Func<bool> holds)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _checks[name] = holds;
    }

    /// <summary>Asks all checks but the excluded ones, in order of their names.</summary>
    public IReadOnlyList<HealthResult> Run(IReadOnlyCollection<string> excluded) =>
        _checks.IsEmpty
            ? [Excluding(Ping, excluded) ?? new HealthResult(Ping, true)]
            :
            [
                .. _checks
                    .OrderBy(check => check.Key, StringComparer.Ordinal)
                    .Select(check => Excluding(check.Key, excluded) ?? Ask(check.Key, check.Value)),
            ];

    /// <summary>Asks one check; null when there is none of this name.</summary>
    public HealthResult? Run(string name) =>
        _checks.TryGetValue(name, out var check) ? Ask(name, check)
        : _checks.IsEmpty && name == Ping ? new HealthResult(Ping, true)
        : null;

    private static HealthResult? Excluding(string name, IReadOnlyCollection<string> excluded) =>
        excluded.Contains(name, StringComparer.Ordinal) ? new HealthResult(name, true) { IsExcluded = true } : null;

    private static HealthResult Ask(string name, Func<bool> check)
    {
        try
        {
            return new HealthResult(name, check());
        }
        catch (Exception exception)
        {
            // Whatever it is, it is the answer.
            return new HealthResult(name, false) { Reason = exception.Message };
        }
    }
}

/// <summary>What one check says.</summary>
internal sealed record HealthResult(string Name, bool Holds)
{
    public bool IsExcluded { get; init; }

    public string Reason { get; init; } = "does not hold";
}
