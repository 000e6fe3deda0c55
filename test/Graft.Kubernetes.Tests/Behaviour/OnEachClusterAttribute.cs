using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>
/// Runs a theory once per cluster: the first argument is the <see cref="Target"/>, the others are given here. May stand
/// several times, once per row.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnEachClusterAttribute(params object?[] row) : DataAttribute
{
    /// <summary>What comes after the target.</summary>
    public IReadOnlyList<object?> Row { get; } = row;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) => new([.. ClusterFixture.Targets.Select(target => new TheoryDataRow([target, .. Row]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
