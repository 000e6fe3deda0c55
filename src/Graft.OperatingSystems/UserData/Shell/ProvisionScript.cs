using Graft.Api.Gardener;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.UserData.Shell;

/// <summary>
/// Writes the script that provisions a machine once, in the order of the wire contract, section 7.1. It stops at the first
/// command that fails and then leaves no marker, so that it can run again.
/// </summary>
internal static class ProvisionScript
{
    private const string Start = """
        #!/bin/bash
        # Provisions this machine once: files, units, packages, container runtime.
        # GRAFT_ROOT is empty on a machine; otherwise it names the directory to provision in place of /.
        root="${GRAFT_ROOT:-}"
        marker="$root/var/lib/osc/provision-osc-applied"
        if [ -f "$marker" ]; then
          echo "Provision OSC already applied, exiting..."
          exit 0
        fi
        set -o errexit -o nounset -o pipefail
        umask 0022

        # write_file PATH MODE: standard input becomes the file; an empty mode leaves the mode alone.
        write_file() {
          mkdir -p "$(dirname "$root$1")"
          if [ -n "$2" ]; then
            touch "$root$1"
            chmod "$2" "$root$1"
          fi
          cat > "$root$1"
        }

        # link TARGET PATH: the path becomes a link, unless something is there already.
        link() {
          if [ -e "$root$2" ] || [ -L "$root$2" ]; then
            return 0
          fi
          mkdir -p "$(dirname "$root$2")"
          ln -s "$1" "$root$2"
        }
        """;

    private const string End = """

        mkdir -p "$(dirname "$marker")"
        touch "$marker"
        """;

    public static string Write(Machine machine, ShellProvisioning system)
    {
        var script = new ShellScript().Lines(Start);
        WriteFiles(script, [.. system.Files, .. machine.Files]);
        WriteUnits(script, machine.Units);
        script.Comment("Packages").Lines(system.Packages);
        if (machine.HasContainerd)
        {
            SetUpContainerd(script, system);
        }
        else
        {
            script.Comment("Docker").Lines(system.Docker);
        }
        script.Comment("Start").Command("systemctl", "daemon-reload");
        var runtime = machine.HasContainerd ? ContainerdFiles.Unit : ContainerdFiles.DockerUnit;
        script.Command("systemctl", "enable", runtime).Command("systemctl", "restart", runtime);
        foreach (var unit in machine.Units)
        {
            StartUnit(script, unit);
        }
        return script.Lines(End).ToString();
    }

    private static void WriteFiles(ShellScript script, IReadOnlyList<MachineFile> files)
    {
        script.Comment("Files");
        foreach (var file in files)
        {
            script.WriteFile(file);
        }
    }

    private static void WriteUnits(ShellScript script, IReadOnlyList<SystemdUnit> units)
    {
        script.Comment("Units");
        foreach (var unit in units.Where(unit => unit.Content is { Length: > 0 }))
        {
            script.WriteFile(TextFile(UserDataText.PathOf(unit.Name!), unit.Content!));
        }
        foreach (var unit in units)
        {
            foreach (var dropIn in unit.DropIns ?? [])
            {
                var path = UserDataText.PathOf(unit.Name!, dropIn.Name!);
                script.WriteFile(TextFile(path, UserDataText.ContentOf(dropIn)));
            }
        }
    }

    private static void SetUpContainerd(ShellScript script, ShellProvisioning system)
    {
        script.Comment("containerd").Lines(system.Containerd);
        script.Comment("A configuration with any setting in it is never touched.").Lines(ContainerdShell.EnsureConfig);
        script.Command("ensure_containerd_config");
        var dropIn = ContainerdFiles.ExecDropIn(system.ContainerdStartCommand);
        script.WriteFile(TextFile(UserDataText.PathOf(ContainerdFiles.Unit, dropIn.Name!), dropIn.Content!));
        script.WriteFile(ContainerdFiles.Metadata(system.BinaryDirectory) with { IsTransmittedUnencoded = true });
    }

    private static void StartUnit(ShellScript script, SystemdUnit unit)
    {
        script.Command("systemctl", unit.Enable ?? true ? "enable" : "disable", unit.Name!);
        script.Command("systemctl", unit.Command == "stop" ? "stop" : "restart", "--no-block", unit.Name!);
    }

    // Units are text that people read in user data, so they stand there as they are.
    private static MachineFile TextFile(string path, string content) =>
        MachineFile.OfText(path, content) with
        {
            Mode = null,
            IsTransmittedUnencoded = true,
        };
}
