namespace Graft.Kubernetes.Tests.Faults;

/// <summary>Runs alone, one test after the other: it counts what the process holds, and needs the machine's attention.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultSuite
{
    public const string Name = "faults";

    /// <summary>Milliseconds for one test, many times what it takes: what hangs is to fail.</summary>
    public const int Limit = 180_000;
}
