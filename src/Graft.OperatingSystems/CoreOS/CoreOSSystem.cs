using Graft.Api.Gardener;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>
/// CoreOS Container Linux and its successor Flatcar. Both ship containerd and have a read-only <c>/usr</c>; they differ in
/// the form of user data and in where the programs lie.
/// </summary>
internal sealed class CoreOSSystem : IOperatingSystem
{
    private const string BinaryDirectory = "/var/bin";
    private const string Flatcar = "flatcar";

    /// <summary>Programs that replace the operating system under running pods.</summary>
    private static readonly string[] UpdateUnits =
    [
        "update-engine.service",
        "locksmithd.service",
        "systemd-sysupdate.timer",
        "systemd-sysupdate-reboot.timer",
    ];

    public IReadOnlyList<string> Types { get; } = ["coreos", Flatcar];

    public byte[] Provision(Machine machine) =>
        UserDataText.ToBytes(
            machine.Type == Flatcar
                ? FlatcarUserData.Write(machine, Containerd(machine), UpdateUnits)
                : CoreOSUserData.Write(machine, Containerd(machine), UpdateUnits)
        );

    public MachineAdditions Reconcile(OperatingSystemConfigSpec spec)
    {
        var layout = CoreOSLayout.Of(spec.Type);
        var units = new List<SystemdUnit>(UpdateUnits.Select(Quiet));
        var files = new List<OperatingSystemFile>
        {
            Addition.File("/etc/modprobe.d/sctp.conf", "install sctp /bin/true\n"),
        };
        if (spec.HasContainerd())
        {
            units.Add(
                new SystemdUnit
                {
                    Name = ContainerdFiles.Unit,
                    DropIns = [ContainerdFiles.ExecDropIn(layout.ContainerdStartCommand)],
                }
            );
            if (HasDocker(spec.Type, spec.ProviderConfig))
            {
                units.Add(layout.DockerOnContainerd());
            }
            units.Add(KubeletCgroupDriver.Unit);
            files.Add(KubeletCgroupDriver.Script);
            files.Add(ContainerdFiles.MetadataAddition(BinaryDirectory));
        }
        return new MachineAdditions { Units = units, Files = files };
    }

    /// <summary>CoreOS always has docker; Flatcar's is a system extension that containerd pools leave out unless asked.</summary>
    internal static bool HasDocker(string? type, System.Text.Json.JsonElement? providerConfig) =>
        type != Flatcar || providerConfig.Setting("enableDocker", System.Text.Json.JsonValueKind.True) is not null;

    private static ContainerdProvisioning? Containerd(Machine machine) =>
        machine.HasContainerd
            ? new ContainerdProvisioning
            {
                Metadata = ContainerdFiles.Metadata(BinaryDirectory),
                Units =
                [
                    ContainerdSetup.Unit,
                    new SystemdUnit
                    {
                        Name = ContainerdFiles.Unit,
                        Enable = true,
                        Command = "restart",
                        DropIns = [ContainerdFiles.ExecDropIn(CoreOSLayout.Of(machine.Type).ContainerdStartCommand)],
                    },
                ],
                Script = ContainerdSetup.Script,
                HasDocker = HasDocker(machine.Type, machine.ProviderConfig),
            }
            : null;

    private static SystemdUnit Quiet(string unit) =>
        new()
        {
            Name = unit,
            Command = "stop",
            Enable = false,
            DropIns = unit.EndsWith(".service", StringComparison.Ordinal)
                ?
                [
                    new DropIn
                    {
                        Name = "20-noop-execstart.conf",
                        Content = new UnitFile().Section("Service").ReplaceStartCommand("/bin/true").ToString(),
                    },
                ]
                : null,
        };
}
