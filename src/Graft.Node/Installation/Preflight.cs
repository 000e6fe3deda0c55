using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>What is known about the node once it is found fit.</summary>
internal sealed record NodeFacts(UnitState Unit, Version Containerd, BinaryDirectory Binaries);

/// <summary>Decides whether the node can take the runtime, without changing anything on it.</summary>
internal sealed class Preflight(
    IHostFileSystem files,
    ContainerdService containerd,
    OwnPlaces places,
    RuntimeDescription description
)
{
    private static readonly string[] EmbeddedContainerds =
    [
        "/run/k3s/containerd/containerd.sock",
        "/var/lib/rancher/k3s/agent/containerd",
        "/var/lib/rancher/rke2/agent/containerd",
        "/var/snap/microk8s/common/run/containerd.sock",
        "/run/k0s/containerd.sock",
    ];

    /// <param name="mayBeDown">Whether containerd may be down because a restart is owed to it.</param>
    /// <param name="ct">Ends the questions to the node.</param>
    /// <exception cref="InstallationException">The node cannot take the runtime now; the message says why.</exception>
    public async Task<NodeFacts> CheckAsync(bool mayBeDown, CancellationToken ct)
    {
        CheckArchitecture();
        CheckEmbedded();
        places.Check();
        var unit = await containerd.ShowAsync(ct);
        CheckUnit(unit, mayBeDown);
        var binaries = BinaryDirectory.Choose(files, description);
        foreach (var directory in new[] { binaries.Path, binaries.LinkPath }.OfType<HostPath>())
        {
            if (BinaryDirectory.ProblemOf(files, directory) is { } problem)
            {
                throw NotReady($"{directory} {problem}");
            }
        }
        CheckDevices();
        return new NodeFacts(unit, await containerd.VersionAsync(unit, ct), binaries);
    }

    /// <summary>Checks that there is room for what is still to be written.</summary>
    public void CheckSpace(IEnumerable<(HostPath Directory, long Bytes)> writes)
    {
        // What goes to the same file system needs its room there together.
        foreach (var group in writes.GroupBy(write => files.Space(write.Directory).Device))
        {
            var needed = group.Sum(write => write.Bytes) + (description.Requirements?.FreeBytes ?? 0);
            var directories = group.Select(write => write.Directory).Distinct().ToList();
            var free = files.Space(directories[0]).FreeBytes;
            if (free < needed)
            {
                throw NotReady(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"not enough space for {string.Join(" and ", directories)}: {needed} bytes are needed, {free} are free"
                    )
                );
            }
        }
    }

    private void CheckArchitecture()
    {
        var own = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        };
        if (description.Architectures is { Count: > 0 } served && !served.Contains(own, StringComparer.Ordinal))
        {
            throw NotReady($"{description.Name} runs on {string.Join(", ", served)}, this node is {own}");
        }
    }

    private void CheckEmbedded()
    {
        if (Array.Find(EmbeddedContainerds, path => files.FindTarget(HostPath.Parse(path)) is not null) is { } found)
        {
            throw new InstallationException(
                OutcomeKind.Refused,
                $"this node runs an embedded containerd ({found} exists), whose configuration is not a node's own"
            );
        }
    }

    private static void CheckUnit(UnitState unit, bool mayBeDown)
    {
        if (!unit.IsLoaded)
        {
            throw NotReady("containerd.service does not exist on this node");
        }
        if (!unit.IsActive && !mayBeDown)
        {
            throw NotReady($"containerd.service is not active but {unit.ActiveState}");
        }
        if (unit.CommandLine is [var program, ..] && Path.GetFileName(program) != "containerd")
        {
            throw new InstallationException(
                OutcomeKind.Refused,
                $"containerd.service does not start containerd but {program}"
            );
        }
        var configuration = ConfigurationOf(unit.CommandLine);
        if (configuration is not null && configuration != NodePaths.Configuration.Value)
        {
            throw new InstallationException(
                OutcomeKind.Refused,
                $"containerd is started with the configuration {configuration}, not with {NodePaths.Configuration}"
            );
        }
    }

    /// <summary>The file that the command line names; null where it names none and containerd takes its standard one.</summary>
    private static string? ConfigurationOf(IReadOnlyList<string> commandLine)
    {
        string? named = null;
        for (var i = 1; i < commandLine.Count; i++)
        {
            // Named twice, the last one counts.
            var parts = commandLine[i].Split('=', 2);
            if (parts[0] is "--config" or "-c" or "-config")
            {
                named =
                    parts.Length == 2 ? parts[1]
                    : i + 1 < commandLine.Count ? commandLine[i + 1]
                    : "";
            }
        }
        return named;
    }

    private void CheckDevices()
    {
        foreach (var device in description.Requirements?.Devices ?? [])
        {
            if (!files.CanOpenReadWrite(HostPath.Parse(device)))
            {
                throw NotReady($"{device} cannot be opened for reading and writing, which {description.Name} needs");
            }
        }
    }

    private static InstallationException NotReady(string problem) => new(OutcomeKind.NotReady, problem);
}
