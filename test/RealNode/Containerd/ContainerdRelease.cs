using Graft.Node.Containerd;

namespace RealNode.Containerd;

/// <summary>A containerd as a distribution ships it.</summary>
internal sealed record ContainerdRelease
{
    private static readonly string[] Mine = ["1.6", "1.7", "2"];

    /// <summary>The releases that the tests know; what there is of them on this machine is found when it is asked for.</summary>
    public static TheoryData<string> All => [.. Mine];

    public required Version Version { get; init; }

    /// <summary>The directory with <c>containerd</c>, <c>ctr</c> and the shims.</summary>
    public required string Programs { get; init; }

    public string Containerd => Path.Combine(Programs, "containerd");

    /// <summary>The newest version of configuration files that it reads.</summary>
    public int NewestConfiguration =>
        Version switch
        {
            { Major: 1 } => 2,
            { Major: 2, Minor: < 3 } => 3,
            _ => 4,
        };

    public bool Reads(int configuration) =>
        configuration <= NewestConfiguration && (configuration > 1 || Version.Major == 1);

    /// <summary>The test is skipped, with the reason, where the release cannot be had.</summary>
    /// <param name="name">One of <see cref="All"/>: 1.6 (Debian 12), 1.7 (Debian 13), 2 (unstable).</param>
    /// <param name="ct">Ends the download.</param>
    public static async Task<ContainerdRelease> GetAsync(string name, CancellationToken ct)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "containerd is run on Linux only");
        var suite = name switch
        {
            "1.6" => "bookworm",
            "1.7" => "trixie",
            _ => "sid",
        };
        var installed = "/usr/bin";
        var release = File.Exists($"{installed}/containerd") ? await ReadAsync(installed, ct) : null;
        if (release?.Version.ToString().StartsWith($"{name}.", StringComparison.Ordinal) != true)
        {
            release = await ReadAsync($"{await AptPackages.UnpackAsync(suite, "containerd", ct)}/usr/bin", ct);
        }
        Assert.SkipUnless(
            release.Version.ToString().StartsWith($"{name}.", StringComparison.Ordinal),
            $"{suite} has containerd {release.Version} today, not {name}"
        );
        return release;
    }

    private static async Task<ContainerdRelease> ReadAsync(string programs, CancellationToken ct)
    {
        var text = await RealNode.Containerd.Programs.CheckAsync($"{programs}/containerd", ["--version"], ct);
        return new ContainerdRelease { Version = ContainerdVersion.Parse(text.Split(' ')[2])!, Programs = programs };
    }
}
