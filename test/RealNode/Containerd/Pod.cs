using System.Text;
using Graft.Containerd.Protocol;

namespace RealNode.Containerd;

/// <summary>A pod sandbox as a kubelet runs it, with the node's own network.</summary>
internal sealed class Pod
{
    private readonly PrivateNode _node;
    private readonly PodSandboxConfig _config;

    private Pod(PrivateNode node, PodSandboxConfig config, string id)
    {
        _node = node;
        _config = config;
        Id = id;
    }

    public string Id { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="node">Where it runs.</param>
    /// <param name="name">Its name, unique on the node.</param>
    /// <param name="handler">The runtime's handler; empty: the default.</param>
    /// <param name="privileged">Whether it may have privileged containers, and sees the node's processes.</param>
    public static async Task<Pod> RunAsync(PrivateNode node, string name, string handler = "", bool privileged = false)
    {
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = name,
                Uid = $"uid-{name}",
                Namespace = "tests",
            },
            LogDirectory = $"/var/log/pods/{name}",
            Labels = { ["pod"] = name },
            Annotations = { ["graft.test/of"] = node.Name },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = $"/{node.Name}",
                SecurityContext = new LinuxSandboxSecurityContext
                {
                    NamespaceOptions = Namespaces(privileged),
                    Privileged = privileged,
                },
            },
        };
        Directory.CreateDirectory(node[config.LogDirectory]);
        var answer = await node.Cri.RunPodSandboxAsync(
            new RunPodSandboxRequest { Config = config, RuntimeHandler = handler },
            Cancel
        );
        return new Pod(node, config, answer.PodSandboxId);
    }

    /// <summary>Creates and starts a container of the busybox image, and returns its id.</summary>
    public async Task<string> StartContainerAsync(string name, string script, Action<ContainerConfig>? change = null)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = name },
            Image = new ImageSpec { Image = PrivateNode.BusyboxImage },
            Command = { "/bin/sh" },
            Args = { "-c", script },
            LogPath = $"{name}/0.log",
            Linux = new LinuxContainerConfig
            {
                SecurityContext = new LinuxContainerSecurityContext
                {
                    NamespaceOptions = _config.Linux.SecurityContext.NamespaceOptions.Clone(),
                    Privileged = _config.Linux.SecurityContext.Privileged,
                },
            },
        };
        change?.Invoke(config);
        Directory.CreateDirectory(_node[$"{_config.LogDirectory}/{name}"]);
        var created = await _node.Cri.CreateContainerAsync(
            new CreateContainerRequest
            {
                PodSandboxId = Id,
                Config = config,
                SandboxConfig = _config,
            },
            Cancel
        );
        await _node.Cri.StartContainerAsync(new StartContainerRequest { ContainerId = created.ContainerId }, Cancel);
        return created.ContainerId;
    }

    /// <summary>What the container has written, without the times and stream names of a log file.</summary>
    public string LogOf(string name)
    {
        var text = new StringBuilder();
        var lines = File.ReadAllLines(_node[$"{_config.LogDirectory}/{name}/0.log"]);
        foreach (var parts in lines.Select(line => line.Split(' ', 4)))
        {
            text.Append(parts[1]).Append(": ").Append(parts[3]).Append('\n');
        }
        return text.ToString();
    }

    public async Task<PodSandboxStatus> StatusAsync()
    {
        var answer = await _node.Cri.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = Id }, Cancel);
        return answer.Status;
    }

    public async Task<ContainerStatus> StatusOfAsync(string container)
    {
        var request = new ContainerStatusRequest { ContainerId = container };
        return (await _node.Cri.ContainerStatusAsync(request, Cancel)).Status;
    }

    /// <summary>Waits until a container has ended.</summary>
    public async Task<ContainerStatus> EndOfAsync(string container)
    {
        while (true)
        {
            var status = await StatusOfAsync(container);
            if (status.State == ContainerState.ContainerExited)
            {
                return status;
            }
            await Task.Delay(50, Cancel);
        }
    }

    public async Task<string> ExecAsync(string container, params string[] command)
    {
        var request = new ExecSyncRequest
        {
            ContainerId = container,
            Cmd = { command },
            Timeout = 60,
        };
        var answer = await _node.Cri.ExecSyncAsync(request, Cancel);
        Assert.True(answer.ExitCode == 0, answer.Stderr.ToStringUtf8());
        return answer.Stdout.ToStringUtf8();
    }

    public Task StopAsync() => _node.Cri.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = Id }, Cancel);

    public Task RemoveAsync() =>
        _node.Cri.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = Id }, Cancel);

    private static NamespaceOption Namespaces(bool ofNode) =>
        new() { Network = NamespaceMode.Node, Pid = ofNode ? NamespaceMode.Node : NamespaceMode.Container };
}
