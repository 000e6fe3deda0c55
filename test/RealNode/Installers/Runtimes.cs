using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Images;
using Graft.Runtimes.GVisor.Charts;
using Graft.Runtimes.GVisor.Configuration;

namespace RealNode.Installers;

/// <summary>The runtimes that are installed on real nodes.</summary>
internal static class Runtimes
{
    public const string BinaryPath = "/var/bin/containerruntimes";

    /// <summary>An OCI runtime behind containerd's own shim: pods run under it, for real.</summary>
    public static RuntimeDescription Crun { get; } =
        new()
        {
            Name = "crun",
            Version = "1.8.1",
            BinPath = BinaryPath,
            Binaries = [new RuntimeBinary { Source = "crun", Name = "crun" }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "crun",
                    RuntimeType = "io.containerd.runc.v2",
                    Options = new JsonObject { ["BinaryName"] = $"{BinaryPath}/crun" },
                },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "crun", Arguments = ["--version"] }],
            },
        };

    /// <summary>gVisor exactly as its extension describes it.</summary>
    public static RuntimeDescription GVisor { get; } =
        GVisorChart.Describe(
            new ContainerRuntime { Spec = new ContainerRuntimeSpec { BinaryPath = BinaryPath } },
            new GVisorConfiguration(),
            new Image("example/runtime-gvisor-installation", "1")
        );

    /// <summary>One with which containerd starts and dumps its configuration, but serves no CRI.</summary>
    public static RuntimeDescription Refused { get; } =
        Crun with
        {
            Name = "refused",
            Binaries = null,
            Requirements = null,
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "refused",
                    RuntimeType = "io.containerd.runc.v2",
                    Settings = new JsonObject { ["runtime_engine"] = "/usr/bin/runc" },
                },
            ],
        };
}
