using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Events;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Images;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.Kubelet.Processes;
using Graft.Landscape.LocalNodes.NodeAgent;
using Graft.Landscape.LocalNodes.Services;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Landscape.LocalNodes.UserData;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>
/// A running local node: its root directory, the stand-ins for systemd and containerd, node agent and kubelet.
/// </summary>
internal sealed class LocalNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StandInHost _standIns;
    private readonly Kubelet.Kubelet _kubelet;
    private readonly Task _running;

    private LocalNode(
        NodeRecord record,
        StandInHost standIns,
        Kubelet.Kubelet kubelet,
        Func<CancellationToken, Task> run
    )
    {
        (Record, _standIns, _kubelet) = (record, standIns, kubelet);
        _running = Task.Run(() => run(_stop.Token));
    }

    public NodeRecord Record { get; }

    /// <summary>The node's root directory.</summary>
    public string Root => _standIns.Root;

    /// <summary>Waits until the Node object is there.</summary>
    public Task WaitUntilRegisteredAsync(CancellationToken cancellationToken) =>
        _kubelet.Registered.WaitAsync(cancellationToken);

    /// <summary>
    /// Starts a machine; a new one is laid out from its image and provisioned first. <paramref name="userData"/> is asked for
    /// only then.
    /// </summary>
    /// <exception cref="LocalNodeException">The image is unknown, or the user data cannot be applied.</exception>
    public static async Task<LocalNode> StartAsync(
        NodeRecord record,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> userData,
        ShootCluster shoot,
        LocalProviderOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var directory = Directory.CreateDirectory(Path.Combine(options.Directory, record.Name)).FullName;
        var root = new NodeRoot(Directory.CreateDirectory(Path.Combine(directory, "root")).FullName);
        var image = NodeImages.Find(record.Image);
        var standIns = await StandInHost.StartAsync(root.Directory, image.StandIns, cancellationToken);
        try
        {
            var programs = new NodeProgram(root.Directory, standIns.Tools);
            var systemd = new Systemd(root, programs);
            if (!record.IsProvisioned)
            {
                record.Write(directory);
                ImageInstallation.Install(image, root, standIns.Tools, record.Name);
                if (record.NestsVirtualization)
                {
                    ImageInstallation.AddVirtualization(root);
                }
                var content = await userData(cancellationToken);
                await new UserDataApplier(root, systemd, programs).ApplyAsync(content, cancellationToken);
                record = record with { IsProvisioned = true };
                record.Write(directory);
            }
            return Create(record, directory, root, systemd, programs, standIns, image, shoot, options, time, loggers);
        }
        catch
        {
            await standIns.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _standIns.DisposeAsync();
        _stop.Dispose();
    }

    private static LocalNode Create(
        NodeRecord record,
        string directory,
        NodeRoot root,
        Systemd systemd,
        NodeProgram programs,
        StandInHost standIns,
        NodeImage image,
        ShootCluster shoot,
        LocalProviderOptions options,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var identity = new LocalNodeIdentity(record.Name, record.TechnicalId);
        var containerd = Version.Parse(image.StandIns.ContainerdVersion);
        var registration = new NodeRegistration(identity, root, containerd, shoot.Client, time);
        var agent = new NodeAgent.NodeAgent(
            record.Name,
            root,
            containerd,
            new ConfigurationApplier(root, systemd, new ContainerdSetup(root, programs)),
            shoot.Secrets,
            time,
            loggers.CreateLogger<NodeAgent.NodeAgent>()
        );
        var events = new EventRecorder(
            shoot.Client,
            new EventRecorderOptions { Component = "kubelet", Host = record.Name },
            time,
            ConcurrentRandom.Instance,
            loggers.CreateLogger<EventRecorder>()
        );
        var pods = Path.Combine(directory, "pods");
        var kubelet = new Kubelet.Kubelet(
            identity,
            () => KubeletSettings.TryRead(root, systemd),
            registration,
            new CriticalComponents(
                record.Name,
                shoot.Client,
                shoot.Informers.Get<DaemonSet>(),
                shoot.Informers.Get<Pod>()
            ),
            new PodEnvironment
            {
                PodsDirectory = pods,
                Engine = new ProcessEngine(
                    pods,
                    new PodVolumes(root, shoot.Client),
                    container => new InstallerCommand(
                        options.Installer,
                        standIns.Tools,
                        options.FindContent(container.Image ?? "")
                    ),
                    time
                ),
                Events = events,
                Shoot = shoot.Client,
                Time = time,
                Logger = loggers.CreateLogger<Kubelet.Kubelet>(),
            },
            shoot.Informers,
            loggers.CreateLogger<Kubelet.Kubelet>()
        );
        return new LocalNode(
            record,
            standIns,
            kubelet,
            token =>
                Task.WhenAll(
                    RunAgentAsync(agent, kubelet, registration, token),
                    kubelet.RunAsync(token),
                    events.RunAsync(token)
                )
        );
    }

    private static Task RunAgentAsync(
        NodeAgent.NodeAgent agent,
        Kubelet.Kubelet kubelet,
        NodeRegistration registration,
        CancellationToken cancellationToken
    ) =>
        agent.RunAsync(
            async (secret, started, token) =>
            {
                if (started.Contains(KubeletSettings.Unit, StringComparer.Ordinal))
                {
                    kubelet.Reload();
                }
                await kubelet.Registered.WaitAsync(token);
                if (
                    secret.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ChecksumDataScript) is
                    { } checksum
                )
                {
                    await registration.AnnotateAsync(checksum, token);
                }
            },
            cancellationToken
        );
}
