using Graft.Api.Gardener;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;

namespace Graft.OperatingSystems.Containerd;

/// <summary>What every operating system writes for containerd (wire contract, section 7.1).</summary>
internal static class ContainerdFiles
{
    public const string ConfigPath = "/etc/containerd/config.toml";
    public const string Unit = "containerd.service";
    public const string DockerUnit = "docker.service";

    private const string ExecDropInName = "11-exec_config.conf";
    private const string MetadataPath = "/etc/metadata/containerruntime";

    /// <summary>Tells installers where this operating system wants runtime binaries. It has no final newline.</summary>
    public static MachineFile Metadata(string binaryDirectory) =>
        MachineFile.OfText(MetadataPath, MetadataContent(binaryDirectory));

    /// <summary>The metadata file as an addition to a running machine.</summary>
    public static OperatingSystemFile MetadataAddition(string binaryDirectory) =>
        Addition.File(MetadataPath, MetadataContent(binaryDirectory));

    /// <summary>Makes containerd read <see cref="ConfigPath"/>.</summary>
    public static DropIn ExecDropIn(string startCommand) =>
        new()
        {
            Name = ExecDropInName,
            Content = new UnitFile().Section("Service").ReplaceStartCommand(startCommand).ToString(),
        };

    private static string MetadataContent(string binaryDirectory) => $"CONTAINER_RUNTIME_BIN_PATH={binaryDirectory}";
}
