using System.Text;
using System.Text.Json;
using Graft.Api.Gardener;

namespace Graft.OperatingSystems.Tests;

/// <summary>Configurations as the core writes them for a pool.</summary>
internal static class Pools
{
    /// <summary>Text that would do harm wherever it is not quoted.</summary>
    public const string Hostile =
        "it's \"quoted\" `id` $(touch /tmp/graft-broke-out) ${HOME} \\ %s %0A\nEOF\nGRAFT\n'EOF'\n---\n#! !x\r\n\tend <é€😀>";

    public static byte[] Binary { get; } = [.. Enumerable.Range(0, 256).Select(value => (byte)value), 0, 0xff, 0x0a];

    public static OperatingSystemConfigSpec Provision(string type, bool containerd = true) =>
        new()
        {
            Type = type,
            Purpose = OperatingSystemConfigPurpose.Provision,
            CriConfig = containerd ? new CriConfig { Name = CriName.Containerd } : null,
            Files =
            [
                Inline("/var/lib/node-agent/config.yaml", "", "hello: world\n", 0b110_100_100),
                Inline("/opt/bin/run me.sh", "b64", Convert.ToBase64String(Binary), 0b111_100_100),
                Inline("/var/lib/node-agent/token", "", "<<BOOTSTRAP_TOKEN>> <<MACHINE_NAME>>", 0b110_000_000) with
                {
                    Content = new FileContent
                    {
                        Inline = new FileContentInline { Encoding = "", Data = "<<BOOTSTRAP_TOKEN>> <<MACHINE_NAME>>" },
                        TransmitUnencoded = true,
                    },
                },
                Inline("/etc/hostile", "", Hostile, null),
            ],
            Units =
            [
                new SystemdUnit
                {
                    Name = "gardener-node-init.service",
                    Enable = true,
                    Command = "start",
                    Content =
                        "[Unit]\nDescription=Downloads the node agent\n\n[Service]\nType=oneshot\n"
                        + "ExecStart=/var/lib/gardener-node-agent/init.sh\n\n[Install]\nWantedBy=multi-user.target\n",
                    DropIns = [new DropIn { Name = "10-wait.conf", Content = "[Unit]\nAfter=network-online.target" }],
                },
            ],
        };

    public static OperatingSystemConfigSpec Reconcile(
        string type,
        bool containerd = true,
        string kubernetesVersion = "1.31.4",
        string? providerConfig = null
    ) =>
        new()
        {
            Type = type,
            Purpose = OperatingSystemConfigPurpose.Reconcile,
            ProviderConfig = providerConfig is null ? null : Json(providerConfig),
            CriConfig = containerd
                ? new CriConfig
                {
                    Name = CriName.Containerd,
                    Containerd = new ContainerdConfig { SandboxImage = "registry.example/pause:3.10" },
                }
                : null,
            Units =
            [
                new SystemdUnit
                {
                    Name = "kubelet.service",
                    Content =
                        "[Service]\nExecStart=/opt/bin/kubelet \\\n"
                        + $"    --node-labels=worker.gardener.cloud/kubernetes-version={kubernetesVersion} \\\n    --v=2\n",
                },
            ],
        };

    public static OperatingSystemFile Inline(string path, string encoding, string data, int? mode) =>
        new()
        {
            Path = path,
            Permissions = mode,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = encoding, Data = data },
            },
        };

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    public static string Text(byte[] userData) => Encoding.UTF8.GetString(userData);
}
