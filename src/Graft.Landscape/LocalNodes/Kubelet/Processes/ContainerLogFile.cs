using System.Globalization;

namespace Graft.Landscape.LocalNodes.Kubelet.Processes;

/// <summary>
/// Where a container's output is kept and in which form: each line with its time and stream, as container runtimes write it.
/// Beside the log of the instance that runs there is that of the one before.
/// </summary>
internal static class ContainerLogFile
{
    /// <param name="path">The container's path, to which the name of the file is added.</param>
    /// <param name="isPrevious">Whether the log of the instance before is meant.</param>
    public static string PathOf(string path, bool isPrevious) => isPrevious ? $"{path}.previous.log" : $"{path}.log";

    /// <summary>Makes room for the log of a new instance.</summary>
    public static void Rotate(string path)
    {
        if (File.Exists(PathOf(path, isPrevious: false)))
        {
            File.Move(PathOf(path, isPrevious: false), PathOf(path, isPrevious: true), overwrite: true);
        }
    }

    /// <summary>A line of output as it is written into the file.</summary>
    public static string Format(string line, bool isError, DateTimeOffset time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z {(isError ? "stderr" : "stdout")} F {line}"
        );

    /// <summary>The output in a line of the file.</summary>
    public static string TextOf(string line) => line.Split(' ', 4)[^1];
}
