using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Graft.Testing;

namespace RealNode.Installers;

/// <summary>
/// The node installer as it is shipped: one trimmed, self-contained file. Published once for each state of its sources, in a
/// copy of them, so that no other build is disturbed.
/// </summary>
internal static class PublishedInstaller
{
    private const string Project = "apps/graft-node-installer/graft-node-installer.csproj";

    private static readonly string[] s_sources =
    [
        "apps/Directory.Build.props",
        "apps/graft-node-installer",
        "src/Directory.Build.props",
        "src/BannedSymbols.txt",
        "src/Graft.Api",
        "src/Graft.Containerd.Protocol",
        "src/Graft.Node",
        "Directory.Build.props",
        "Directory.Packages.props",
        "global.json",
        ".editorconfig",
    ];

    private static readonly Lazy<Task<string>> s_path = new(PublishAsync);

    /// <summary>The path of the program.</summary>
    public static Task<string> GetAsync() => s_path.Value;

    private static async Task<string> PublishAsync()
    {
        var files = SourceFiles();
        var directory = Repository.File("artifacts", "published-installer", DigestOf(files));
        var program = Path.Combine(directory, "graft-node-installer");
        if (File.Exists(program))
        {
            return program;
        }
        using var copy = new TemporaryDirectory();
        foreach (var file in files)
        {
            var target = copy[file];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.File(file), target);
        }
        await PublishAsync(copy.Path);
        Directory.CreateDirectory(directory);
        // Beside its name first: whoever sees the name sees a whole program.
        var unfinished = $"{program}.{Environment.ProcessId}";
        File.Copy(copy["out/graft-node-installer"], unfinished, overwrite: true);
        File.Move(unfinished, program, overwrite: true);
        return program;
    }

    private static async Task PublishAsync(string directory)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                Project,
                "--configuration=Release",
                $"--runtime=linux-{OperatingSystemArchitecture}",
                // The solution has been analysed already.
                "-p:RunAnalyzers=false",
                "--output=out",
                "--nologo",
                "--verbosity=quiet",
            ]
        )
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, $"dotnet publish {Project} failed: {await output}");
    }

    private static string OperatingSystemArchitecture =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    private static List<string> SourceFiles() =>
        [
            .. s_sources
                .SelectMany(source =>
                    Directory.Exists(Repository.File(source))
                        ? Directory.EnumerateFiles(Repository.File(source), "*", SearchOption.AllDirectories)
                        : [Repository.File(source)]
                )
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
                .Order(StringComparer.Ordinal),
        ];

    private static string DigestOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Repository.File(file))));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
