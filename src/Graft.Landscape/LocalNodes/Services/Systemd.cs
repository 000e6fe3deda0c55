using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Services;

/// <summary>The units of a local node: their files, and the node's own <c>systemctl</c>.</summary>
internal sealed class Systemd(NodeRoot root, INodePrograms programs)
{
    private static readonly string[] UnitDirectories =
    [
        "/etc/systemd/system",
        "/run/systemd/system",
        "/usr/lib/systemd/system",
    ];

    /// <summary>Where a unit's own file goes.</summary>
    public static string PathOf(string unit) => $"/etc/systemd/system/{unit}";

    public static string PathOf(string unit, string dropIn) => $"/etc/systemd/system/{unit}.d/{dropIn}";

    /// <summary>The unit's file, or null where the node has no such unit.</summary>
    public string? TryRead(string unit) =>
        UnitDirectories
            .Select(directory => root.TryReadText($"{directory}/{unit}"))
            .FirstOrDefault(text => text is not null);

    public bool Exists(string unit) => TryRead(unit) is not null;

    public Task ReloadAsync(CancellationToken cancellationToken) => RunAsync(["daemon-reload"], cancellationToken);

    public Task EnableAsync(string unit, CancellationToken cancellationToken) =>
        RunAsync(["enable", unit], cancellationToken);

    public Task DisableAsync(string unit, CancellationToken cancellationToken) =>
        RunAsync(["disable", unit], cancellationToken);

    public Task StartAsync(string unit, CancellationToken cancellationToken) =>
        RunAsync(["start", unit], cancellationToken);

    public Task RestartAsync(string unit, CancellationToken cancellationToken) =>
        RunAsync(["restart", unit], cancellationToken);

    public Task StopAsync(string unit, CancellationToken cancellationToken) =>
        RunAsync(["stop", unit], cancellationToken);

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await programs.RunAsync("systemctl", arguments, cancellationToken);
        if (exitCode != 0)
        {
            throw new LocalNodeException($"systemctl {string.Join(' ', arguments)}: {output.Trim()}");
        }
    }
}
