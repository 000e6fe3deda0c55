namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Where an API server finds what containers have written: it asks the nodes' kubelets.</summary>
public interface IContainerLogs
{
    /// <summary>
    /// The log from its beginning, to be read as it grows and to be sought in; the caller disposes it. Null where there is
    /// none. Its lines are those of container runtimes: <c>2026-01-31T12:00:00.123456789Z stdout F text</c>, with <c>P</c> for
    /// a line that goes on.
    /// </summary>
    Stream? Open(ContainerLog log);
}
