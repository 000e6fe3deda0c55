using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Testing;

/// <summary>
/// The node installer as it ships: self-contained, trimmed, compiled ahead, one file. It is published when its sources have
/// changed, which takes a minute, and kept in <c>${XDG_CACHE_HOME:-~/.cache}/graft/installer</c>.
/// </summary>
public static class PublishedInstaller
{
    private static readonly string[] s_sources =
    [
        "apps/graft-node-installer",
        "apps/Directory.Build.props",
        "src/Directory.Build.props",
        "src/Graft.Api",
        "src/Graft.Containerd.Protocol",
        "src/Graft.Node",
        "Directory.Build.props",
        "Directory.Packages.props",
        "global.json",
    ];

    /// <summary>The path of the program, alone in its directory.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published without warnings; the message has the output.</exception>
    public static async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var cache = Path.Combine(CacheDirectory, "graft", "installer");
        Directory.CreateDirectory(cache);
        var directory = Path.Combine(cache, HashOfSources());
        var program = Path.Combine(directory, "graft-node-installer");
        using var turn = await TakeTurnAsync(Path.Combine(cache, "lock"), cancellationToken);
        if (!File.Exists(program))
        {
            foreach (var old in Directory.EnumerateDirectories(cache))
            {
                Directory.Delete(old, recursive: true);
            }
            await PublishAsync(cache, directory, cancellationToken);
        }
        return program;
    }

    private static string CacheDirectory =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    private static async Task PublishAsync(string cache, string directory, CancellationToken cancellationToken)
    {
        var unfinished = Path.Combine(cache, "unfinished");
        var start = new ProcessStartInfo(
            DotnetPath,
            [
                "publish",
                Repository.File("apps", "graft-node-installer"),
                "--configuration",
                "Release",
                "--runtime",
                RuntimeInformation.RuntimeIdentifier,
                "--output",
                unfinished,
                // Beside an ordinary build, and without servers that would outlive the test.
                $"--property:ArtifactsPath={Path.Combine(cache, "build")}/",
                // Analyzers have had their say in the ordinary build; what trimming says is heard here.
                "--property:RunAnalyzers=false",
                "--property:GenerateDocumentationFile=false",
                "--property:UseSharedCompilation=false",
                "--nodeReuse:false",
                "--nologo",
                "--verbosity:quiet",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        var said = await output + await error;
        if (process.ExitCode != 0 || said.Contains("warning", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}: {said}");
        }
        Directory.Delete(Path.Combine(cache, "build"), recursive: true);
        Directory.Move(unfinished, directory);
    }

    // The SDK beside the runtime that this process runs on.
    private static string DotnetPath
    {
        get
        {
            var beside = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
            return File.Exists(beside) ? Path.GetFullPath(beside) : "dotnet";
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static string HashOfSources()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in s_sources)
        {
            var path = Repository.File(source);
            IEnumerable<string> files = File.Exists(path)
                ? [path]
                : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories);
            foreach (var file in files.Where(IsInput).Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(file[Repository.Root.Length..]));
                hash.AppendData(File.ReadAllBytes(file));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static bool IsInput(string file) =>
        Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".proto" or ".json" && !file.Contains("/obj/");
}
