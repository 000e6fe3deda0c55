using Graft.Testing;

namespace RealNode.Containerd;

/// <summary>
/// Packages of another suite of the machine's own distribution, downloaded and unpacked without changing the machine: apt
/// works on directories of its own, and reads the address of the archive out of the machine's sources.
/// </summary>
internal static class AptPackages
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Where unpacked packages are kept between runs.</summary>
    public static string Cache { get; } =
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "graft/packages"
        );

    /// <summary>The directory with the package's files. The test is skipped, with the reason, where it cannot be had.</summary>
    public static async Task<string> UnpackAsync(string suite, string package, CancellationToken ct)
    {
        var unpacked = Path.Combine(Cache, suite, package);
        await OneAtATime.WaitAsync(ct);
        try
        {
            if (!Directory.Exists(unpacked))
            {
                await DownloadAsync(suite, package, unpacked, ct);
            }
        }
        finally
        {
            OneAtATime.Release();
        }
        return unpacked;
    }

    private static async Task DownloadAsync(string suite, string package, string unpacked, CancellationToken ct)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/apt-get"), $"{package} of {suite}: this machine has no apt-get");
        var archive = FindArchive();
        Assert.SkipWhen(archive is null, $"{package} of {suite}: the machine's apt sources name no Debian archive");
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["state/lists/partial"]);
        Directory.CreateDirectory(directory["cache/archives/partial"]);
        await File.WriteAllTextAsync(directory["sources.list"], $"deb {archive} {suite} main\n", ct);
        await File.WriteAllTextAsync(
            directory["apt.conf"],
            $"""
            Dir::State "{directory["state"]}";
            Dir::State::status "/dev/null";
            Dir::Cache "{directory["cache"]}";
            Dir::Etc::sourcelist "{directory["sources.list"]}";
            Dir::Etc::sourceparts "-";
            Acquire::Languages "none";
            Acquire::Check-Valid-Until "false";
            APT::Sandbox::User "root";

            """,
            ct
        );
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APT_CONFIG"] = directory["apt.conf"],
        };
        foreach (var arguments in new string[][] { ["update", "-qq"], ["download", "-qq", package] })
        {
            var result = await Programs.RunAsync("apt-get", arguments, ct, directory.Path, variables);
            Assert.SkipUnless(
                result.ExitCode == 0,
                $"{package} of {suite} cannot be downloaded: {result.Error.ReplaceLineEndings(" ").Trim()}"
            );
        }
        var file = Directory.GetFiles(directory.Path, "*.deb").Single();
        Directory.CreateDirectory(Path.GetDirectoryName(unpacked)!);
        var staged = Directory.CreateTempSubdirectory("graft-").FullName;
        await Programs.CheckAsync("dpkg", ["-x", file, staged], ct);
        // Another run may have been faster.
        if (!Directory.Exists(unpacked))
        {
            await Programs.CheckAsync("mv", ["-T", staged, unpacked], ct);
        }
    }

    /// <summary>The first archive of the machine's sources that has the suite which the machine itself is.</summary>
    private static string? FindArchive()
    {
        var release = File.ReadAllLines("/etc/os-release")
            .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))
            ?.Split('=')[1]
            .Trim('"');
        if (release is null)
        {
            return null;
        }
        var files = new[] { "/etc/apt/sources.list" }
            .Where(File.Exists)
            .Concat(Directory.Exists("/etc/apt/sources.list.d") ? Directory.GetFiles("/etc/apt/sources.list.d") : []);
        return files.SelectMany(file => ArchivesOf(File.ReadAllText(file), release)).FirstOrDefault();
    }

    private static IEnumerable<string> ArchivesOf(string sources, string release)
    {
        // One line each: deb [options] address suite components.
        foreach (var line in sources.Split('\n'))
        {
            var words = line[..(line.IndexOf('[') is var open and >= 0 ? open : line.Length)]
                .Split(' ')
                .Concat(line[(line.IndexOf(']') + 1)..].Split(' '))
                .Where(word => word.Length > 0)
                .ToArray();
            var at = Array.IndexOf(words, release);
            if (words is ["deb", ..] && at > 1)
            {
                yield return words[at - 1];
            }
        }
        // Or a paragraph of fields.
        foreach (var paragraph in sources.Split("\n\n"))
        {
            var fields = paragraph
                .Split('\n')
                .Select(line => line.Split(':', 2))
                .Where(parts => parts.Length == 2)
                .ToLookup(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
            if (fields["Suites"].Any(suites => suites.Split(' ').Contains(release, StringComparer.Ordinal)))
            {
                yield return fields["URIs"].First().Split(' ')[0];
            }
        }
    }
}
