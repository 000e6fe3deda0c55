using Graft.Api.Gardener;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>Where a system keeps the programs of containerd and docker.</summary>
internal sealed record CoreOSLayout(string Directory)
{
    public string ContainerdStartCommand => $"{Directory}/containerd --config {ContainerdFiles.ConfigPath}";

    /// <summary>CoreOS mounts them as torcx packages, outside <c>PATH</c>.</summary>
    public static CoreOSLayout Of(string? type) => new(type == "coreos" ? "/run/torcx/bin" : "/usr/bin");

    /// <summary>Lets docker use the containerd that the kubelet uses, in place of one of its own.</summary>
    public SystemdUnit DockerOnContainerd() =>
        Addition.DropIn(
            ContainerdFiles.DockerUnit,
            "11-exec-start-config.conf",
            new UnitFile()
                .Section("Service")
                .ReplaceStartCommand(
                    $"{Directory}/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock "
                        + "--selinux-enabled=true"
                )
                .ToString()
        );
}
