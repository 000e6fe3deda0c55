using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Images;
using Graft.Landscape.LocalNodes.NodeAgent;
using Graft.Landscape.LocalNodes.Services;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Landscape.LocalNodes.UserData;
using Graft.Testing;

namespace Graft.Landscape.Tests.LocalNodes;

/// <summary>The root of a local node with its stand-ins, without any cluster.</summary>
internal sealed class TriedNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private TriedNode(string image)
    {
        Image = NodeImages.Find(image);
        Root = new NodeRoot(Directory.CreateDirectory(_directory["root"]).FullName);
    }

    public NodeImage Image { get; }

    public NodeRoot Root { get; }

    public StandInHost StandIns { get; private set; } = null!;

    public NodeProgram Programs => new(Root.Directory, StandIns.Tools);

    public Systemd Systemd => new(Root, Programs);

    public UserDataApplier UserData => new(Root, Systemd, Programs);

    public ConfigurationApplier Configuration => new(Root, Systemd, new ContainerdSetup(Root, Programs));

    public Version ContainerdVersion => Version.Parse(Image.StandIns.ContainerdVersion);

    public static async Task<TriedNode> StartAsync(string image)
    {
        var node = new TriedNode(image);
        node.StandIns = await StandInHost.StartAsync(
            node.Root.Directory,
            node.Image.StandIns,
            TestContext.Current.CancellationToken
        );
        ImageInstallation.Install(node.Image, node.Root, node.StandIns.Tools, "node-1");
        return node;
    }

    public string Read(string path) => Root.TryReadText(path) ?? throw new FileNotFoundException(path);

    /// <summary>Every file of the node with its bytes, without the stand-ins' own records.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() =>
        Directory
            .EnumerateFiles(Root.Directory, "*", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root.Directory, file), Full: file))
            .Where(file => !file.Path.StartsWith("var/lib/graft-standin") && !file.Path.StartsWith("run/containerd"))
            .ToDictionary(
                file => file.Path,
                file => new FileInfo(file.Full).LinkTarget ?? Convert.ToBase64String(File.ReadAllBytes(file.Full))
            );

    public async ValueTask DisposeAsync()
    {
        await StandIns.DisposeAsync();
        _directory.Dispose();
    }
}
