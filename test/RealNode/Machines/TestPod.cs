using Graft.Containerd.Protocol;

namespace RealNode.Machines;

/// <summary>A pod as a kubelet would make it, by CRI.</summary>
internal static class TestPod
{
    private const string LogDirectory = "/var/log/pods/graft";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes a pod sandbox with a network of its own, under a handler, and returns its identifier.</summary>
    public static async Task<string> RunSandboxAsync(CriConnection cri, string handler)
    {
        var request = new RunPodSandboxRequest
        {
            Config = ConfigurationOf("sandbox", NamespaceMode.Pod),
            RuntimeHandler = handler,
        };
        return (await cri.RunPodSandboxAsync(request, Token)).PodSandboxId;
    }

    public static async Task RemoveSandboxAsync(CriConnection cri, string sandbox)
    {
        await cri.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = sandbox }, Token);
        await cri.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox }, Token);
    }

    /// <summary>
    /// Runs a container with the settings of an installer's DaemonSet to its end: privileged, the node's processes, network and
    /// root directory.
    /// </summary>
    /// <returns>The exit code, and the container's log.</returns>
    public static async Task<(int ExitCode, string Log)> RunPrivilegedAsync(
        TriedMachine machine,
        string name,
        string image,
        IEnumerable<string> arguments,
        params IEnumerable<Mount> mounts
    )
    {
        using var cri = new CriConnection(machine.Machine.CriSocket);
        var configuration = ConfigurationOf(name, NamespaceMode.Node);
        var sandbox = await cri.RunPodSandboxAsync(new RunPodSandboxRequest { Config = configuration }, Token);
        var container = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = name },
            Image = new ImageSpec { Image = image },
            LogPath = $"{name}.log",
            Linux = new LinuxContainerConfig
            {
                SecurityContext = new LinuxContainerSecurityContext
                {
                    Privileged = true,
                    NamespaceOptions = new NamespaceOption { Network = NamespaceMode.Node, Pid = NamespaceMode.Node },
                },
            },
        };
        container.Args.Add(arguments);
        container.Mounts.Add(mounts);
        var created = await cri.CreateContainerAsync(
            new CreateContainerRequest
            {
                PodSandboxId = sandbox.PodSandboxId,
                Config = container,
                SandboxConfig = configuration,
            },
            Token
        );
        await cri.StartContainerAsync(new StartContainerRequest { ContainerId = created.ContainerId }, Token);
        var exitCode = await WaitForEndAsync(machine, created.ContainerId);
        return (exitCode, await machine.OutputAsync("cat", $"{LogDirectory}/{name}.log"));
    }

    /// <summary>containerd is restarted meanwhile: every question may fail.</summary>
    private static async Task<int> WaitForEndAsync(TriedMachine machine, string container)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        using var cri = new CriConnection(machine.Machine.CriSocket);
        while (true)
        {
            try
            {
                var request = new ContainerStatusRequest { ContainerId = container };
                var status = (await cri.ContainerStatusAsync(request, limit.Token)).Status;
                if (status.State == ContainerState.ContainerExited)
                {
                    return status.ExitCode;
                }
            }
            catch (CriException)
            {
                // It answers again in a moment.
            }
            await Task.Delay(100, limit.Token);
        }
    }

    private static PodSandboxConfig ConfigurationOf(string name, NamespaceMode mode) =>
        new()
        {
            Metadata = new PodSandboxMetadata
            {
                Name = name,
                Namespace = "tests",
                Uid = $"{name}-{Guid.NewGuid():N}",
            },
            // With the node's network there is no other host name.
            Hostname = mode == NamespaceMode.Node ? "" : name,
            LogDirectory = LogDirectory,
            Linux = new LinuxPodSandboxConfig
            {
                SecurityContext = new LinuxSandboxSecurityContext
                {
                    Privileged = mode == NamespaceMode.Node,
                    NamespaceOptions = new NamespaceOption { Network = mode, Pid = mode },
                },
            },
        };
}
