using System.Text.RegularExpressions;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;
using Graft.OperatingSystems.UserData.Shell;

namespace Graft.OperatingSystems.SuseChost;

/// <summary>SUSE's JeOS and container host images, also under the MemoryONE hypervisor.</summary>
internal sealed partial class SuseSystem : IOperatingSystem
{
    private const string BinaryDirectory = "/usr/sbin";
    private const string MemoryOne = "memoryone-chost";

    public IReadOnlyList<string> Types { get; } = ["suse-jeos", "suse-chost", MemoryOne];

    public byte[] Provision(Machine machine)
    {
        var script = ProvisionScript.Write(
            machine,
            new ShellProvisioning
            {
                Packages = SuseShell.PersistentJournal,
                Containerd = SuseShell.Containerd,
                Docker = SuseShell.Docker,
                ContainerdStartCommand = SuseShell.ContainerdStartCommand,
                BinaryDirectory = BinaryDirectory,
            }
        );
        return UserDataText.ToBytes(
            machine.Type == MemoryOne
                ? MimeMultipart.Write(
                    ("text/x-vsmp; section=vsmp", MemoryOneSettings(machine)),
                    ("text/x-shellscript", script)
                )
                : script
        );
    }

    public MachineAdditions Reconcile(OperatingSystemConfigSpec spec)
    {
        var files = new List<OperatingSystemFile>
        {
            Addition.File(
                "/etc/sysctl.d/98-enable-ipv6-ra.conf",
                """
                # Accept router advertisements although pods make this machine a router.
                net.ipv6.conf.all.accept_ra = 2
                net.ipv6.conf.eth0.accept_ra = 2

                """
            ),
        };
        if (spec.HasContainerd())
        {
            files.Add(ContainerdFiles.MetadataAddition(BinaryDirectory));
        }
        // From 1.35 on a kubelet refuses cgroup v1, which these images still boot with.
        if (spec.KubernetesVersion() is { Major: 1, Minor: >= 35 and <= 37 })
        {
            files.Add(Addition.File("/var/lib/kubelet/extra_args", "KUBELET_EXTRA_ARGS=--fail-cgroupv1=false\n"));
        }
        return new MachineAdditions { Files = files };
    }

    private static string MemoryOneSettings(Machine machine) =>
        $"""
            mem_topology={MemoryOneSetting(machine, "memoryTopology", "2")}
            system_memory={MemoryOneSetting(machine, "systemMemory", "6x")}

            """;

    // The values come from the Shoot and end in a part of their own line by line, so they must not bring any.
    private static string MemoryOneSetting(Machine machine, string name, string fallback)
    {
        var value =
            machine.ProviderConfig.Setting(name, System.Text.Json.JsonValueKind.String)?.GetString() ?? fallback;
        return SettingValue().IsMatch(value)
            ? value
            : throw ErrorCodesException.ConfigurationProblem(
                $"provider config: {name} \"{value}\" is not a plain value"
            );
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.,_%-]+\z")]
    private static partial Regex SettingValue();
}
