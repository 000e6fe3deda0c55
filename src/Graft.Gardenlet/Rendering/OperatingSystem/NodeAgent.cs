using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;
using Graft.Gardenlet.Rendering.Systemd;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>The node agent: it keeps a machine at what the pool's Secret in the shoot says.</summary>
internal static class NodeAgent
{
    public const string Directory = "/var/lib/gardener-node-agent";

    public const string ConfigurationPath = $"{Directory}/config.yaml";

    public const string Program = "/opt/bin/gardener-node-agent";

    public const string PathInImage = "/gardener-node-agent";

    public const string BootstrapTokenPath = $"{Directory}/credentials/bootstrap-token";

    public const string MachineNamePath = $"{Directory}/machine-name";

    public static SystemdUnit Unit =>
        new()
        {
            Name = "gardener-node-agent.service",
            Enable = true,
            Content = new UnitFile()
                .Section("Unit", ("Description", "Gardener node agent"), ("After", "network-online.target"))
                .Section(
                    "Service",
                    ("LimitMEMLOCK", "infinity"),
                    ("ExecStart", $"{Program} --config={ConfigurationPath}"),
                    ("Restart", "always"),
                    ("RestartSec", "5")
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
            FilePaths = [ConfigurationPath, Program],
        };

    public static OperatingSystemFile Configuration(ShootPool pool, ShootEndpoint endpoint)
    {
        var configuration = new JsonObject
        {
            ["apiVersion"] = "nodeagent.config.gardener.cloud/v1alpha1",
            ["kind"] = "NodeAgentConfiguration",
            ["apiServer"] = new JsonObject
            {
                ["server"] = endpoint.ApiServer,
                ["caBundle"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(endpoint.ClusterAuthorities)),
            },
            ["bootstrap"] = new JsonObject(),
            ["clientConnection"] = new JsonObject { ["kubeconfig"] = $"{Directory}/credentials/kubeconfig" },
            ["controllers"] = new JsonObject
            {
                ["operatingSystemConfig"] = new JsonObject
                {
                    ["kubernetesVersion"] = pool.VersionText,
                    ["secretName"] = pool.Key,
                },
            },
            ["logFormat"] = "json",
            ["logLevel"] = "info",
            ["server"] = new JsonObject
            {
                ["healthProbes"] = new JsonObject { ["bindAddress"] = "127.0.0.1", ["port"] = 2751 },
                ["metrics"] = new JsonObject { ["bindAddress"] = "0.0.0.0", ["port"] = 2752 },
            },
        };
        return NodeFile.Text(ConfigurationPath, NodeFile.Private, YamlWriter.Write(configuration));
    }

    public static OperatingSystemFile Binary(ShootEndpoint endpoint) =>
        NodeFile.FromImage(Program, endpoint.Options.NodeAgentImage, PathInImage);
}
