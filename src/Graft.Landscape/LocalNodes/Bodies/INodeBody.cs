using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.Bodies;

/// <summary>What stands where a node's hardware and operating system would. Disposing it stops it; its files stay.</summary>
internal interface INodeBody : IAsyncDisposable
{
    NodeRoot Root { get; }

    INodePrograms Programs { get; }

    Version ContainerdVersion { get; }

    IContainerEngine Engine { get; }

    /// <summary>Whether containers of any image run here.</summary>
    bool RunsAnyImage { get; }
}
