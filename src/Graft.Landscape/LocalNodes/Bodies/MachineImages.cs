using Graft.Containerd.Protocol;
using Graft.Images;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Kubelet.Cri;
using Graft.Landscape.LocalNodes.Provider;
using Graft.Landscape.Machines;
using Graft.Node.Toml;

namespace Graft.Landscape.LocalNodes.Bodies;

/// <summary>
/// The images of a machine, made here and imported there: the sandbox image, busybox, and installation images with the
/// installer and a runtime's files. There are no others.
/// </summary>
internal sealed class MachineImages(Machine machine, CriConnection runtime, LocalProviderOptions options)
    : INodeImages,
        IDisposable
{
    private const string Busybox = "docker.io/library/busybox:latest";
    private const string Archive = "/var/lib/graft-image.tar";

    private readonly SemaphoreSlim _import = new(1);

    private string BusyboxProgram => Path.Combine(machine.Disk, "bin/busybox");

    public Task EnsureSandboxImageAsync(CancellationToken cancellationToken)
    {
        var name =
            SandboxImage()
            ?? throw new LocalNodeException($"containerd's configuration on {machine.Name} names no sandbox image");
        return EnsureAsync(name, () => Task.FromResult(StandardImages.Pause(name, BusyboxProgram)), cancellationToken);
    }

    public Task EnsureAsync(string image, CancellationToken cancellationToken) =>
        EnsureAsync(image, () => MakeAsync(image, cancellationToken), cancellationToken);

    public void Dispose() => _import.Dispose();

    private async Task EnsureAsync(string name, Func<Task<OciImage>> make, CancellationToken cancellationToken)
    {
        await _import.WaitAsync(cancellationToken);
        try
        {
            var known = await runtime.ImageStatusAsync(
                new ImageStatusRequest { Image = new ImageSpec { Image = name } },
                cancellationToken
            );
            if (known.Image is null)
            {
                await ImportAsync(await make(), cancellationToken);
            }
        }
        finally
        {
            _import.Release();
        }
    }

    private async Task<OciImage> MakeAsync(string name, CancellationToken cancellationToken)
    {
        if (options.FindContent(name) is { } content && options.ShippedInstaller is { } installer)
        {
            var image = StandardImages.Program(name, "/usr/local/bin/graft-node-installer", installer);
            return image with { Files = image.Files.AddTree("/var/content", content) };
        }
        if (name is Busybox or "busybox" or "busybox:latest")
        {
            var programs = await machine.RunAsync("busybox", ["--list"], cancellationToken);
            return StandardImages.Busybox(
                Busybox,
                BusyboxProgram,
                programs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(each => each != "busybox")
            );
        }
        throw new LocalNodeException(
            $"the image \"{name}\" is not on {machine.Name}, which reaches no registry: it has busybox, and the "
                + "installation images of container runtimes"
        );
    }

    private async Task ImportAsync(OciImage image, CancellationToken cancellationToken)
    {
        var root = new NodeRoot(machine.Disk);
        try
        {
            await OciArchive.WriteAsync(image, root.Resolve(Archive), cancellationToken);
            var result = await machine.RunAsync(
                "ctr",
                ["--namespace", "k8s.io", "images", "import", "--all-platforms", Archive],
                cancellationToken
            );
            if (!result.Succeeded)
            {
                throw new LocalNodeException($"the image {image.Name} cannot be imported: {result.Complaint}");
            }
        }
        catch (ImageException exception)
        {
            throw new LocalNodeException($"the image {image.Name} cannot be made: {exception.Message}", exception);
        }
        finally
        {
            root.Delete(Archive);
        }
    }

    private string? SandboxImage()
    {
        var bytes = File.ReadAllBytes(new NodeRoot(machine.Disk).Resolve("/etc/containerd/config.toml"));
        var plugins = TomlDocument.Parse(bytes).Root;
        var name =
            plugins.Find("plugins", "io.containerd.cri.v1.images", "pinned_images", "sandbox")
            ?? plugins.Find("plugins", "io.containerd.grpc.v1.cri", "sandbox_image");
        return (name as TomlString)?.Value;
    }
}
