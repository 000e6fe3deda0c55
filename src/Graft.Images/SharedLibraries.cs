namespace Graft.Images;

/// <summary>A shared library that a program is loaded with.</summary>
/// <param name="Path">Where the loader looks for it.</param>
/// <param name="Source">The file itself, where the path is a link.</param>
internal sealed record SharedLibrary(string Path, string Source);

/// <summary>Finds the libraries that a program of this machine is loaded with, as its loader would, without running it.</summary>
internal static class SharedLibraries
{
    // What glibc's loader searches without a cache, which a small image does not have (Debian's and Fedora's directories).
    private static readonly string[] Directories =
    [
        "/lib/x86_64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu",
        "/lib/aarch64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib",
    ];

    /// <summary>The loader itself and every library, each once; nothing for a static program.</summary>
    /// <param name="program">The program's file.</param>
    /// <param name="loadedLater">Names of libraries that it opens by itself while it runs.</param>
    /// <exception cref="ImageException">It is no program of 64 bits, or a library is not on this machine.</exception>
    public static IReadOnlyList<SharedLibrary> Of(string program, IReadOnlyCollection<string> loadedLater)
    {
        var elf = ReadElf(program);
        if (elf.Interpreter is null && elf.Needed.Count == 0)
        {
            return [];
        }
        var found = new Dictionary<string, SharedLibrary>(StringComparer.Ordinal);
        var loader = elf.Interpreter is { } path ? new SharedLibrary(path, RealPath(path)) : null;
        var waiting = new Queue<(string Name, string NeededBy, ElfFile Elf)>();
        Enqueue(program, elf with { Needed = [.. elf.Needed, .. loadedLater] });
        while (waiting.TryDequeue(out var next))
        {
            // A library may list the loader itself.
            if (found.ContainsKey(next.Name) || next.Name == Path.GetFileName(loader?.Path))
            {
                continue;
            }
            var library = Find(next.Name, next.NeededBy, next.Elf);
            found.Add(next.Name, library);
            Enqueue(library.Source, ReadElf(library.Source));
        }
        return [.. loader is null ? [] : new[] { loader }, .. found.Values];

        void Enqueue(string file, ElfFile needing)
        {
            foreach (var name in needing.Needed)
            {
                waiting.Enqueue((name, file, needing));
            }
        }
    }

    private static SharedLibrary Find(string name, string neededBy, ElfFile elf)
    {
        var own = Path.GetDirectoryName(neededBy)!;
        var path = elf
            .SearchPath.Select(directory =>
                directory
                    .Replace("${ORIGIN}", own, StringComparison.Ordinal)
                    .Replace("$ORIGIN", own, StringComparison.Ordinal)
            )
            .Concat(Directories)
            .Select(directory => Path.GetFullPath(Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
        return path is null
            ? throw new ImageException($"{neededBy} needs {name}, which is in no library directory of this machine")
            : new SharedLibrary(path, RealPath(path));
    }

    private static ElfFile ReadElf(string path)
    {
        try
        {
            return ElfFile.Read(path) ?? throw new ImageException($"{path} is no ELF program of 64 bits");
        }
        catch (InvalidDataException e)
        {
            throw new ImageException(e.Message, e);
        }
    }

    private static string RealPath(string path) =>
        new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
}
