namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The clusters that the suite speaks to.</summary>
public enum Target
{
    /// <summary>The API server of this repository, started for the test run.</summary>
    Embedded,

    /// <summary>The cluster of the kubeconfig that <c>GRAFT_TEST_KUBECONFIG</c> names.</summary>
    Kubeconfig,
}
