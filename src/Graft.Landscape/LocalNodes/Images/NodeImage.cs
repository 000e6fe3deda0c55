using Graft.Landscape.LocalNodes.StandIns;

namespace Graft.Landscape.LocalNodes.Images;

/// <summary>What the image of an operating system brings before any user data: as much of it as a local node needs.</summary>
internal sealed record NodeImage
{
    /// <summary>The image's name, which is the type of its OperatingSystemConfigs.</summary>
    public required string Name { get; init; }

    /// <summary>As in <c>/etc/os-release</c>.</summary>
    public required string PrettyName { get; init; }

    public required StandInOptions StandIns { get; init; }

    /// <summary>Units that the image ships beside containerd's.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Names of containerd's further programs, which are the stand-in under other names.</summary>
    public IReadOnlyList<string> ContainerdPrograms { get; init; } = [];
}
