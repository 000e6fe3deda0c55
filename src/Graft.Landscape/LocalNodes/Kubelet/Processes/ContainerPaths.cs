namespace Graft.Landscape.LocalNodes.Kubelet.Processes;

/// <summary>Where a container's paths lie on this machine: its mounts, and the files of its image.</summary>
internal sealed class ContainerPaths(IReadOnlyList<(string MountPath, string Directory)> mounts)
{
    private readonly (string MountPath, string Directory)[] _mounts =
    [
        .. mounts
            .Select(mount => (MountPath: mount.MountPath.TrimEnd('/'), mount.Directory))
            .OrderByDescending(mount => mount.MountPath.Length),
    ];

    /// <summary>
    /// The path on this machine; an argument of the form <c>--flag=/path</c> keeps its flag. What lies below no mount stays
    /// as it is.
    /// </summary>
    public string Map(string text)
    {
        var path = text.StartsWith("--", StringComparison.Ordinal)
            ? text.IndexOf("=/", StringComparison.Ordinal) + 1
            : 0;
        return path == 0 && !text.StartsWith('/') ? text : text[..path] + MapPath(text[path..]);
    }

    private string MapPath(string path)
    {
        foreach (var (mountPath, directory) in _mounts)
        {
            if (path == mountPath || path.StartsWith(mountPath + "/", StringComparison.Ordinal))
            {
                return directory + path[mountPath.Length..];
            }
        }
        return path;
    }
}
