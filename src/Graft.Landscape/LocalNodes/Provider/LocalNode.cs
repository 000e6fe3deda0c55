using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Events;
using Graft.Landscape.LocalNodes.Bodies;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.NodeAgent;
using Graft.Landscape.LocalNodes.Services;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>A running local node: its body, a node agent and a kubelet.</summary>
internal sealed class LocalNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly INodeBody _body;
    private readonly Kubelet.Kubelet _kubelet;
    private readonly Task _running;

    private LocalNode(NodeRecord record, INodeBody body, Kubelet.Kubelet kubelet, Func<CancellationToken, Task> run)
    {
        (Record, _body, _kubelet) = (record, body, kubelet);
        _running = Task.Run(() => run(_stop.Token));
    }

    public NodeRecord Record { get; }

    /// <summary>The node's root directory.</summary>
    public string Root => _body.Root.Directory;

    /// <summary>Waits until the Node object is there.</summary>
    public Task WaitUntilRegisteredAsync(CancellationToken cancellationToken) =>
        _kubelet.Registered.WaitAsync(cancellationToken);

    /// <summary>Starts a node; a new one is made and provisioned first.</summary>
    /// <exception cref="LocalNodeException">The image is unknown, or the user data cannot be applied.</exception>
    /// <exception cref="LandscapeException">A machine does not come up.</exception>
    public static async Task<LocalNode> StartAsync(
        NodeStart start,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var record = start.Record;
        Directory.CreateDirectory(start.Directory);
        record.Write(start.Directory);
        INodeBody body = record.IsMachine
            ? await MachineBody.StartAsync(start, cancellationToken)
            : await DirectoryBody.StartAsync(start, cancellationToken);
        if (!record.IsProvisioned)
        {
            record = record with { IsProvisioned = true };
            record.Write(start.Directory);
        }
        return Create(record, body, start, loggers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _body.DisposeAsync();
        _stop.Dispose();
    }

    private static LocalNode Create(NodeRecord record, INodeBody body, NodeStart start, ILoggerFactory loggers)
    {
        var (shoot, time, root) = (start.Shoot, start.Time, body.Root);
        var identity = new LocalNodeIdentity(record.Name, record.TechnicalId);
        var systemd = new Systemd(root, body.Programs);
        IReadOnlyList<Taint> taints = body.RunsAnyImage || start.Options.MachineImage is null ? [] : [InstallersOnly];
        var registration = new NodeRegistration(identity, root, body.ContainerdVersion, taints, shoot.Client, time);
        var agent = new NodeAgent.NodeAgent(
            record.Name,
            root,
            body.ContainerdVersion,
            new ConfigurationApplier(root, systemd, new ContainerdSetup(root, body.Programs)),
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
                Engine = body.Engine,
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
            body,
            kubelet,
            token =>
                Task.WhenAll(
                    RunAgentAsync(agent, kubelet, registration, token),
                    kubelet.RunAsync(token),
                    events.RunAsync(token)
                )
        );
    }

    /// <summary>Where other nodes run containers, the scheduler must keep them away from those that do not.</summary>
    private static Taint InstallersOnly { get; } =
        new() { Key = "local.graft.dev/installers-only", Effect = "NoSchedule" };

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
