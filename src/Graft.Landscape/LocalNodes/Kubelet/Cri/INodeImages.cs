namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>Brings container images onto a node, which reaches no registry.</summary>
internal interface INodeImages
{
    /// <summary>Returns when the node has the image that its container runtime makes pod sandboxes of.</summary>
    /// <exception cref="LocalNodeException">It cannot be had.</exception>
    Task EnsureSandboxImageAsync(CancellationToken cancellationToken);

    /// <summary>Returns when the node has the image.</summary>
    /// <exception cref="LocalNodeException">It cannot be had.</exception>
    Task EnsureAsync(string image, CancellationToken cancellationToken);
}
