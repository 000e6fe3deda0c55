using Graft.Landscape.Processes;

namespace Graft.Landscape.Machines;

/// <summary>
/// A machine's disk as a tar file in the user's cache. It is made once, from packages, and used from then on; whoever wants
/// newer packages deletes the file.
/// </summary>
internal sealed class MachineImage
{
    private static readonly TimeSpan s_lockPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    private MachineImage(string path) => Path = path;

    /// <summary>The tar file.</summary>
    public string Path { get; }

    /// <summary><c>$XDG_CACHE_HOME/graft/machines</c>, or <c>~/.cache/graft/machines</c>.</summary>
    public static string StandardCache
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
                ? set
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return System.IO.Path.Combine(cache, "graft", "machines");
        }
    }

    /// <summary>Whether the image is there already, so that <see cref="GetAsync"/> returns at once.</summary>
    public static bool IsCached(MachineRecipe recipe, string cache) => File.Exists(PathOf(recipe, cache));

    /// <summary>The image of a recipe, made where it is not there yet: that takes one to two minutes and a package registry.</summary>
    /// <param name="recipe">What the image is made of.</param>
    /// <param name="cache">The directory of images; several processes may use it at the same time.</param>
    /// <param name="progress">Takes a line about each step.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="cancellationToken">Ends the making; nothing half made stays.</param>
    /// <exception cref="LandscapeException">A program is missing, or the image cannot be made.</exception>
    public static async Task<MachineImage> GetAsync(
        MachineRecipe recipe,
        string cache,
        Action<string> progress,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        MachineRequirements.Check();
        var path = PathOf(recipe, cache);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(cache);
            await using (await HoldAsync(path + ".lock", progress, time, cancellationToken))
            {
                if (!File.Exists(path))
                {
                    await MakeAsync(recipe, path, progress, time, cancellationToken);
                }
            }
        }
        return new MachineImage(path);
    }

    private static string PathOf(MachineRecipe recipe, string cache) =>
        System.IO.Path.Combine(cache, $"{recipe.Digest}.tar");

    /// <summary>One maker at a time, in all processes; the kernel releases the lock of one that is killed.</summary>
    private static async Task<FileStream> HoldAsync(
        string file,
        Action<string> progress,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var hasTold = false;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (!hasTold)
                {
                    progress("waiting for the machine image, which another process makes");
                }
                hasTold = true;
                await Task.Delay(s_lockPoll, time, cancellationToken);
            }
        }
    }

    private static async Task MakeAsync(
        MachineRecipe recipe,
        string path,
        Action<string> progress,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        progress("making the machine image from packages, once; it takes one to two minutes");
        // The lock is held: whatever lies under this name, a maker that was killed has left.
        var unfinished = path + ".new";
        File.Delete(unfinished);
        try
        {
            var sources = await AptSources.ReadAsync(recipe.Suite, cancellationToken);
            var proxies = await AptSources.ReadProxiesAsync(cancellationToken);
            string[] arguments =
            [
                "--variant=minbase",
                "--format=tar",
                $"--include={string.Join(',', recipe.Packages)}",
                .. recipe.Excluded.Select(pattern => $"--dpkgopt=path-exclude={pattern}"),
                .. proxies.Select(line => $"--aptopt={line.TrimEnd(';')}"),
                recipe.Suite,
                unfinished,
                // Without sources of its own, mmdebstrap takes Debian's.
                .. sources.Count > 0 ? ["-"] : Array.Empty<string>(),
            ];
            await RunAsync(arguments, string.Join('\n', sources) + "\n", progress, time, cancellationToken);
            File.Move(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task RunAsync(
        string[] arguments,
        string sources,
        Action<string> progress,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var process = HostPrograms.Start("mmdebstrap", arguments);
        await process.StandardInput.WriteAsync(sources.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var said = ReadLinesAsync(process.StandardError, progress);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            // Asked to end, it unmounts what it has mounted and removes its working directory.
            await process.EndAsync(s_grace, time);
        }
        await output;
        var lines = await said;
        if (process.ExitCode != 0)
        {
            var reason = lines.LastOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal));
            throw new LandscapeException(
                $"mmdebstrap could not make the machine image: {reason ?? lines.LastOrDefault() ?? "it said nothing"}"
            );
        }
    }

    private static async Task<List<string>> ReadLinesAsync(StreamReader reader, Action<string> progress)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("I: ", StringComparison.Ordinal))
            {
                progress($"machine image: {line[3..]}");
            }
        }
        return lines;
    }
}
