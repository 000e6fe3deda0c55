using Graft.Api.Gardener;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.NodeAgent;

/// <summary>
/// Brings a node to a configuration: files, units, containerd. What is as wanted is left alone, and a unit is restarted
/// only when it, a drop-in or one of its files changed.
/// </summary>
internal sealed class ConfigurationApplier(NodeRoot root, Systemd systemd, ContainerdSetup containerd)
{
    /// <returns>The units that were started or restarted.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(
        NodeConfiguration wanted,
        Version containerdVersion,
        CancellationToken cancellationToken
    )
    {
        wanted = WithPathDropIn(wanted);
        var applied = AppliedConfiguration.Read(root);
        var changedFiles = WriteFiles(wanted, applied);
        var changedUnits = WriteUnits(wanted, applied, changedFiles);
        if (
            wanted.Cri is { } cri
            && await containerd.ApplyAsync(cri, containerdVersion, cancellationToken)
            && !changedUnits.Contains(ContainerdSetup.Unit)
        )
        {
            changedUnits.Add(ContainerdSetup.Unit);
        }
        await RemoveUnitsAsync(wanted, applied, cancellationToken);
        var started = await StartAsync(wanted, changedUnits, cancellationToken);
        AppliedConfiguration.Write(root, wanted);
        return started;
    }

    private static NodeConfiguration WithPathDropIn(NodeConfiguration wanted)
    {
        if (wanted.Cri is null)
        {
            return wanted;
        }
        var unit = wanted.Units.FirstOrDefault(unit => unit.Name == ContainerdSetup.Unit);
        var withPath = (unit ?? new SystemdUnit { Name = ContainerdSetup.Unit }) with
        {
            DropIns = [.. unit?.DropIns ?? [], ContainerdSetup.PathDropIn],
        };
        return wanted with { Units = [withPath, .. wanted.Units.Where(other => other != unit)] };
    }

    private HashSet<string> WriteFiles(NodeConfiguration wanted, NodeConfiguration applied)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in wanted.Files)
        {
            if (root.Write(file.Path!, NodeConfiguration.ContentOf(file), file.Permissions))
            {
                changed.Add(file.Path!);
            }
        }
        var kept = wanted.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in applied.Files.Where(file => !kept.Contains(file.Path)))
        {
            root.Delete(file.Path!);
            changed.Add(file.Path!);
        }
        return changed;
    }

    private List<string> WriteUnits(NodeConfiguration wanted, NodeConfiguration applied, HashSet<string> changedFiles)
    {
        var changed = new List<string>();
        foreach (var unit in wanted.Units)
        {
            var isChanged = unit.Content is { Length: > 0 } content && root.Write(Systemd.PathOf(unit.Name!), content);
            foreach (var dropIn in unit.DropIns ?? [])
            {
                isChanged |= root.Write(Systemd.PathOf(unit.Name!, dropIn.Name!), dropIn.Content ?? "");
            }
            var before = applied.Units.FirstOrDefault(candidate => candidate.Name == unit.Name);
            foreach (var dropIn in before?.DropIns ?? [])
            {
                var isWanted = unit.DropIns?.Any(other => other.Name == dropIn.Name) == true;
                isChanged |= !isWanted && root.Delete(Systemd.PathOf(unit.Name!, dropIn.Name!));
            }
            isChanged |= before is null || before.Command != unit.Command || before.Enable != unit.Enable;
            if (isChanged || unit.FilePaths?.Any(changedFiles.Contains) == true)
            {
                changed.Add(unit.Name!);
            }
        }
        return changed;
    }

    private async Task RemoveUnitsAsync(
        NodeConfiguration wanted,
        NodeConfiguration applied,
        CancellationToken cancellationToken
    )
    {
        var kept = wanted.Units.Select(unit => unit.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unit in applied.Units.Where(unit => !kept.Contains(unit.Name)))
        {
            foreach (var dropIn in unit.DropIns ?? [])
            {
                root.Delete(Systemd.PathOf(unit.Name!, dropIn.Name!));
            }
            if (unit.Content is { Length: > 0 })
            {
                await systemd.StopAsync(unit.Name!, cancellationToken);
                await systemd.DisableAsync(unit.Name!, cancellationToken);
                root.Delete(Systemd.PathOf(unit.Name!));
            }
        }
    }

    private async Task<IReadOnlyList<string>> StartAsync(
        NodeConfiguration wanted,
        IReadOnlyCollection<string> changedUnits,
        CancellationToken cancellationToken
    )
    {
        var started = new List<string>();
        if (changedUnits.Count == 0)
        {
            return started;
        }
        await systemd.ReloadAsync(cancellationToken);
        // A unit that the image does not have, such as docker's with a drop-in, is no error of the configuration.
        var present = wanted.Units.Where(unit =>
            changedUnits.Contains(unit.Name!, StringComparer.Ordinal) && systemd.Exists(unit.Name!)
        );
        foreach (var unit in present.OrderBy(unit => unit.Name == ContainerdSetup.Unit ? 0 : 1))
        {
            if (unit.Enable is { } enable)
            {
                await (
                    enable
                        ? systemd.EnableAsync(unit.Name!, cancellationToken)
                        : systemd.DisableAsync(unit.Name!, cancellationToken)
                );
            }
            if (unit.Command == "stop")
            {
                await systemd.StopAsync(unit.Name!, cancellationToken);
                continue;
            }
            await systemd.RestartAsync(unit.Name!, cancellationToken);
            started.Add(unit.Name!);
        }
        return started;
    }
}
