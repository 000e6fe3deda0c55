using Graft.Api.Gardener;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;
using Graft.OperatingSystems.UserData.Shell;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>The one-shot service that gives containerd its default configuration before it starts.</summary>
internal static class ContainerdSetup
{
    private const string Path = "/opt/bin/containerd-setup.sh";

    private const string Start = """
        #!/bin/bash
        # Gives containerd its default configuration where there is none.
        # GRAFT_ROOT is empty on a machine; otherwise it names the directory to work in, in place of /.
        set -o errexit -o nounset -o pipefail
        root="${GRAFT_ROOT:-}"
        PATH="$PATH:/run/torcx/bin"
        """;

    public static MachineFile Script { get; } =
        MachineFile.OfText(
            Path,
            new ShellScript()
                .Lines(Start)
                .Lines(ContainerdShell.EnsureConfig)
                .Command("ensure_containerd_config")
                .ToString(),
            0b111_101_101
        );

    public static SystemdUnit Unit { get; } =
        new()
        {
            Name = "containerd-setup.service",
            Enable = true,
            Command = "start",
            Content = new UnitFile()
                .Section("Unit")
                .Set("Description", "Default configuration of containerd")
                .Set("Before", ContainerdFiles.Unit)
                .Section("Service")
                .Set("Type", "oneshot")
                .Set("RemainAfterExit", "yes")
                .Set("ExecStart", Path)
                .Section("Install")
                .Set("WantedBy", "multi-user.target")
                .Set("RequiredBy", ContainerdFiles.Unit)
                .ToString(),
        };
}
