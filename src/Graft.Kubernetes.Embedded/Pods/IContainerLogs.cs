namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Where an API server finds what containers have written: it asks the nodes' kubelets.</summary>
public interface IContainerLogs
{
    /// <summary>The log from its beginning, to be read as it grows; the caller disposes it. Null where there is none.</summary>
    Stream? Open(string node, string podUid, string container);
}
