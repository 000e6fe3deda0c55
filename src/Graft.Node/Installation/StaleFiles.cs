using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Removes what interrupted attempts, of whichever installer, have left beside the places they wrote.</summary>
/// <remarks>The node's lock must be held: then nobody else's temporary file is still wanted.</remarks>
internal sealed class StaleFiles(IHostFileSystem files, AtomicFiles atomic, RuntimeDescription description)
{
    public void Remove(BinaryDirectory binaries)
    {
        foreach (var directory in Places(binaries).Distinct())
        {
            foreach (var name in files.List(directory).Where(AtomicFiles.IsTemporary))
            {
                atomic.DeleteTree(directory.Join(name));
            }
        }
    }

    private IEnumerable<HostPath> Places(BinaryDirectory binaries) =>
        [
            NodePaths.Records,
            NodePaths.Configuration.Parent,
            files.Resolve(NodePaths.Configuration).Parent,
            binaries.Path,
            HostPath.Parse(description.BinPath),
            .. (description.Files ?? []).Select(file => HostPath.Parse(file.Path).Parent),
            .. (description.Bundles ?? []).Select(bundle => HostPath.Parse(bundle.Directory).Parent),
        ];
}
