using Graft.Api.Kubernetes;

namespace Graft.Landscape.LocalNodes.Kubelet.Processes;

/// <summary>
/// Turns a command of the installation image into one of this machine: the installer's own program, paths inside mounts
/// where they really lie, the node's stand-ins in place of the host's programs.
/// </summary>
/// <param name="Program">The installer on this machine.</param>
/// <param name="Tools">The directory of the node's stand-in programs.</param>
/// <param name="Content">The directory that stands for <c>/var/content</c> of the image; null where there is none.</param>
internal sealed record InstallerCommand(string Program, string Tools, string? Content)
{
    public const string Name = "graft-node-installer";

    private const string HostRoot = "/var/host";
    private const string ContentPath = "/var/content";

    /// <summary>Does the container run the installer? Local nodes run nothing else.</summary>
    public static bool IsIn(Container container) =>
        container.Command is { Count: > 0 } command && Path.GetFileName(command[0]) == Name;

    /// <summary>The arguments on this machine for a command line inside the container, whose first word is the installer.</summary>
    public IReadOnlyList<string> ArgumentsOf(
        IEnumerable<string> commandLine,
        Container container,
        IReadOnlyDictionary<string, string> volumes
    )
    {
        var paths = PathsOf(container, volumes);
        var words = commandLine.Skip(1).ToList();
        var arguments = words.Select(paths.Map).ToList();
        AddDefault(arguments, words, "--host-root", paths.Map(HostRoot));
        if (words.FirstOrDefault() == "install" && Content is not null)
        {
            AddDefault(arguments, words, "--content", paths.Map(ContentPath));
        }
        AddDefault(arguments, words, "--host-tools", Tools);
        return arguments;
    }

    /// <summary>The value of an environment variable on this machine.</summary>
    public string MapValue(string value, Container container, IReadOnlyDictionary<string, string> volumes) =>
        PathsOf(container, volumes).Map(value);

    private ContainerPaths PathsOf(Container container, IReadOnlyDictionary<string, string> volumes)
    {
        var mounts = (container.VolumeMounts ?? [])
            .Where(mount => volumes.ContainsKey(mount.Name!))
            .Select(mount => (mount.MountPath!, volumes[mount.Name!]))
            .ToList();
        if (Content is not null)
        {
            mounts.Add((ContentPath, Content));
        }
        return new ContainerPaths(mounts);
    }

    private static void AddDefault(List<string> arguments, IReadOnlyList<string> words, string flag, string value)
    {
        if (!words.Any(word => word == flag || word.StartsWith(flag + "=", StringComparison.Ordinal)))
        {
            arguments.Add($"{flag}={value}");
        }
    }
}
