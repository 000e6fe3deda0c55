using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>
/// Where a runtime description may put things: not over containerd's configuration or Graft's own files, not two things in
/// one place, nothing into a bundle, which appears and goes as a whole. For descriptions whose paths are known to be paths.
/// </summary>
internal static class PlaceRules
{
    private static readonly HostPath[] Protected =
    [
        NodePaths.Configuration,
        NodePaths.PristineConfiguration,
        NodePaths.Lock,
        NodePaths.Metadata,
    ];

    private static readonly HostPath[] Closed =
    [
        NodePaths.Records,
        .. new[] { "/proc", "/sys", "/dev" }.Select(HostPath.Parse),
    ];

    public static IEnumerable<string> Check(RuntimeDescription description)
    {
        var bundles = (description.Bundles ?? []).Select(bundle => HostPath.Parse(bundle.Directory)).ToList();
        var places = Places(description).ToList();
        foreach (var (at, path) in places)
        {
            if (!IsOpen(path))
            {
                yield return $"{at}: '{path}' is not a place for a runtime's files";
            }
            if (bundles.Any(bundle => path.IsBelow(bundle)))
            {
                yield return $"{at}: '{path}' is inside a bundle";
            }
        }
        foreach (var group in places.GroupBy(place => place.Path).Where(group => group.Count() > 1))
        {
            yield return $"{group.Last().At}: '{group.Key}' occurs twice";
        }
    }

    private static bool IsOpen(HostPath path) =>
        !Protected.Contains(path)
        && !Closed.Any(directory => path == directory || path.IsBelow(directory))
        // Graft's temporary files, and other people's hidden ones.
        && !path.Name.StartsWith('.');

    private static IEnumerable<(string At, HostPath Path)> Places(RuntimeDescription description)
    {
        var directory = HostPath.Parse(description.BinPath);
        yield return ("binPath", directory);
        foreach (var (i, binary) in (description.Binaries ?? []).Index())
        {
            yield return ($"binaries[{i}].name", directory.Join(binary.Name));
        }
        foreach (var (i, file) in (description.Files ?? []).Index())
        {
            yield return ($"files[{i}].path", HostPath.Parse(file.Path));
        }
        foreach (var (i, bundle) in (description.Bundles ?? []).Index())
        {
            yield return ($"bundles[{i}].directory", HostPath.Parse(bundle.Directory));
            foreach (var (j, link) in (bundle.Links ?? []).Index())
            {
                yield return ($"bundles[{i}].links[{j}].name", directory.Join(link.Name));
            }
        }
    }
}
