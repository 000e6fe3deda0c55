using Graft.Containerd.Protocol;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.Kubelet.Cri;
using Graft.Landscape.LocalNodes.Services;
using Graft.Landscape.Machines;

namespace Graft.Landscape.LocalNodes.Bodies;

/// <summary>A real machine with systemd, cloud-init and containerd, that runs any pod.</summary>
internal sealed class MachineBody : INodeBody
{
    private readonly Machine _machine;
    private readonly CriConnection _runtime;
    private readonly MachineImages _images;

    private MachineBody(Machine machine, CriConnection runtime, Version containerd, NodeStart start)
    {
        (_machine, _runtime, ContainerdVersion) = (machine, runtime, containerd);
        _images = new MachineImages(machine, runtime, start.Options);
        Root = new NodeRoot(machine.Disk);
        Programs = new MachinePrograms(machine);
        Engine = new CriEngine(
            runtime,
            _images,
            Root,
            new PodVolumes(Root, start.Shoot.Client),
            start.Shoot.Client,
            start.Time
        );
    }

    public NodeRoot Root { get; }

    public INodePrograms Programs { get; }

    public Version ContainerdVersion { get; }

    public IContainerEngine Engine { get; }

    public bool RunsAnyImage => true;

    /// <summary>Boots the machine; at the first boot its own cloud-init applies the user data.</summary>
    /// <exception cref="LandscapeException">The machine does not come up, or cloud-init fails.</exception>
    public static async Task<MachineBody> StartAsync(NodeStart start, CancellationToken cancellationToken)
    {
        CloudInitSeed? seed = start.Record.IsProvisioned
            ? null
            : new CloudInitSeed(start.Record.Name, (await start.UserData(cancellationToken)).ToArray());
        var machine = await Machine.StartAsync(
            new MachineOptions
            {
                Name = start.Record.Name,
                Directory = start.Directory,
                Seed = seed,
            },
            start.Options.MachineImage ?? throw new LocalNodeException($"{start.Record.Name} has no machine image"),
            start.Time,
            cancellationToken
        );
        CriConnection? runtime = null;
        try
        {
            await machine.WaitForCloudInitAsync(cancellationToken);
            // Each boot has another path.
            runtime = new CriConnection(token => CriSocket.ConnectAsync(machine.CriSocket, token));
            var version = await runtime.VersionAsync(cancellationToken);
            return new MachineBody(machine, runtime, NumbersOf(version.RuntimeVersion), start);
        }
        catch
        {
            runtime?.Dispose();
            await machine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _images.Dispose();
        _runtime.Dispose();
        await _machine.DisposeAsync();
    }

    /// <summary>Of <c>v1.7.24~ds1</c> and the like.</summary>
    private static Version NumbersOf(string version)
    {
        var numbers = new string([.. version.TrimStart('v').TakeWhile(each => char.IsAsciiDigit(each) || each == '.')]);
        return Version.TryParse(numbers, out var parsed)
            ? parsed
            : throw new LocalNodeException($"containerd's version cannot be read from '{version}'");
    }

    private sealed class MachinePrograms(Machine machine) : INodePrograms
    {
        public async Task<(int ExitCode, string Output)> RunAsync(
            string name,
            IReadOnlyList<string> arguments,
            CancellationToken cancellationToken
        )
        {
            var result = await machine.RunAsync(name, arguments, cancellationToken);
            return (result.ExitCode, result.Output + result.Error);
        }
    }
}
