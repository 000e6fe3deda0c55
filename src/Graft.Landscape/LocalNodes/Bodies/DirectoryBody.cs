using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Images;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.Kubelet.Processes;
using Graft.Landscape.LocalNodes.Services;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Landscape.LocalNodes.UserData;

namespace Graft.Landscape.LocalNodes.Bodies;

/// <summary>A directory that is treated as a machine's disk, with stand-ins for systemd and containerd.</summary>
internal sealed class DirectoryBody : INodeBody
{
    private readonly StandInHost _standIns;

    private DirectoryBody(
        NodeRoot root,
        INodePrograms programs,
        StandInHost standIns,
        NodeImage image,
        IContainerEngine engine
    )
    {
        (Root, Programs, _standIns, Engine) = (root, programs, standIns, engine);
        ContainerdVersion = Version.Parse(image.StandIns.ContainerdVersion);
    }

    public NodeRoot Root { get; }

    public INodePrograms Programs { get; }

    public Version ContainerdVersion { get; }

    public IContainerEngine Engine { get; }

    public bool RunsAnyImage => false;

    /// <summary>Starts the stand-ins; a new directory is laid out from its image and provisioned first.</summary>
    /// <param name="start">What is started.</param>
    /// <param name="cancellationToken">Ends the provisioning.</param>
    /// <exception cref="LocalNodeException">The image is unknown, or the user data cannot be applied.</exception>
    public static async Task<DirectoryBody> StartAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var (record, options) = (start.Record, start.Options);
        var root = new NodeRoot(Directory.CreateDirectory(Path.Combine(start.Directory, "root")).FullName);
        var image = NodeImages.Find(record.Image);
        var standIns = await StandInHost.StartAsync(root.Directory, image.StandIns, cancellationToken);
        try
        {
            var programs = new NodeProgram(root.Directory, standIns.Tools);
            if (!record.IsProvisioned)
            {
                ImageInstallation.Install(image, root, standIns.Tools, record.Name);
                if (record.NestsVirtualization)
                {
                    ImageInstallation.AddVirtualization(root);
                }
                var content = await start.UserData(cancellationToken);
                var applier = new UserDataApplier(root, new Systemd(root, programs), programs);
                await applier.ApplyAsync(content, cancellationToken);
            }
            var engine = new ProcessEngine(
                start.PodsDirectory,
                new PodVolumes(root, start.Shoot.Client),
                container => new InstallerCommand(
                    options.Installer,
                    standIns.Tools,
                    options.FindContent(container.Image ?? "")
                ),
                start.Time
            );
            return new DirectoryBody(root, programs, standIns, image, engine);
        }
        catch
        {
            await standIns.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _standIns.DisposeAsync();
}
