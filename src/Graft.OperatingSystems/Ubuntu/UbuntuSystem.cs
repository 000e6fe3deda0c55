using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes.Yaml;
using Graft.OperatingSystems.Containerd;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;
using Graft.OperatingSystems.UserData.Shell;

namespace Graft.OperatingSystems.Ubuntu;

/// <summary>Ubuntu: a shell script that installs containerd or docker from the distribution's packages.</summary>
internal sealed class UbuntuSystem(UbuntuOptions options) : IOperatingSystem
{
    private const string BinaryDirectory = "/usr/bin";

    private const string Docker = """
        link /usr/bin/docker /bin/docker
        ln -sfn /run/systemd/resolve/resolv.conf "$root/etc/resolv.conf"
        """;

    public IReadOnlyList<string> Types { get; } = ["ubuntu"];

    public byte[] Provision(Machine machine)
    {
        var script = ProvisionScript.Write(
            machine,
            new ShellProvisioning
            {
                Files = [NoNetworkConfiguration()],
                Packages = Install(machine.HasContainerd ? "containerd runc" : "docker.io"),
                Docker = Docker,
                ContainerdStartCommand = "/usr/bin/containerd --config=/etc/containerd/config.toml",
                BinaryDirectory = BinaryDirectory,
            }
        );
        return UserDataText.ToBytes(
            AptSettings() is { } apt
                ? CloudConfigArchive.Write(("text/cloud-config", apt), ("text/x-shellscript", script))
                : script
        );
    }

    public MachineAdditions Reconcile(OperatingSystemConfigSpec spec)
    {
        var resolvConf = new UnitFile()
            .Section("Service")
            .Set("ExecStartPre", "/bin/ln -sf /run/systemd/resolve/resolv.conf /etc/resolv.conf");
        return new MachineAdditions
        {
            Units =
            [
                Addition.DropIn("kubelet.service", "10-configure-resolv-conf.conf", resolvConf.ToString()),
                new SystemdUnit
                {
                    Name = "systemd-timesyncd.service",
                    Command = "start",
                    Enable = true,
                },
            ],
            Files = spec.HasContainerd() ? [ContainerdFiles.MetadataAddition(BinaryDirectory)] : [],
        };
    }

    // A fresh machine may not reach its mirrors at once, and a package whose file was already written must not ask.
    private static string Install(string runtime) =>
        $"""
            export DEBIAN_FRONTEND=noninteractive
            until apt-get update -qq \
              && apt-get install --no-upgrade -qqy -o Dpkg::Options::=--force-confold \
                {runtime} socat nfs-common logrotate jq policykit-1; do
              sleep 1
            done
            """;

    // The network is the image's and the provider's business; cloud-init must not rewrite it at every boot.
    private static MachineFile NoNetworkConfiguration() =>
        MachineFile.OfText("/etc/cloud/cloud.cfg.d/custom-networking.cfg", "network:\n  config: disabled\n") with
        {
            IsTransmittedUnencoded = true,
        };

    private string? AptSettings()
    {
        var apt = new JsonObject();
        AddMirrors(apt, "primary", options.AptMirrors);
        AddMirrors(apt, "security", options.AptSecurityMirrors);
        return apt.Count == 0 ? null : "#cloud-config\n" + YamlWriter.Write(new JsonObject { ["apt"] = apt });
    }

    private static void AddMirrors(JsonObject apt, string name, IReadOnlyList<string> mirrors)
    {
        if (mirrors.Count > 0)
        {
            apt[name] = new JsonArray([
                .. mirrors.Select(mirror => new JsonObject { ["arches"] = new JsonArray("default"), ["uri"] = mirror }),
            ]);
        }
    }
}
