using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.UserData.Shell;

/// <summary>What differs between the operating systems that are provisioned by a shell script. All of it is their own text.</summary>
internal sealed record ShellProvisioning
{
    /// <summary>Files beside those of the configuration.</summary>
    public IReadOnlyList<MachineFile> Files { get; init; } = [];

    /// <summary>Lines that install packages and prepare the system.</summary>
    public required string Packages { get; init; }

    /// <summary>Lines for containerd pools, before its configuration is looked at.</summary>
    public string Containerd { get; init; } = "";

    /// <summary>Lines for docker pools.</summary>
    public string Docker { get; init; } = "";

    public required string ContainerdStartCommand { get; init; }

    /// <summary>Where this system wants the binaries of container runtimes.</summary>
    public required string BinaryDirectory { get; init; }
}
