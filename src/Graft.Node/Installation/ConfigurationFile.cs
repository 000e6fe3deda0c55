using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Graft.Node.Toml;

namespace Graft.Node.Installation;

/// <summary>containerd's configuration as found on the node.</summary>
/// <param name="Path">The file itself, where the standard path is a link.</param>
/// <param name="Bytes">Its bytes; null where there is no file.</param>
/// <param name="Entry">Its owner and mode; null where there is no file.</param>
/// <param name="Configuration">What it means; containerd's default where the file says nothing.</param>
internal sealed record LoadedFile(HostPath Path, byte[]? Bytes, HostEntry? Entry, ContainerdConfiguration Configuration)
{
    public string Fingerprint { get; } = FingerprintOf(Bytes);

    /// <summary>Names a content; null is that of a file that does not exist.</summary>
    public static string FingerprintOf(byte[]? bytes) => bytes is null ? "none" : ContentDigest.Of(bytes);
}

/// <summary>Reads and replaces <c>/etc/containerd/config.toml</c>.</summary>
internal sealed class ConfigurationFile(
    IHostFileSystem files,
    AtomicFiles atomic,
    ContainerdService containerd,
    TimeProvider time
)
{
    // A writer that truncates first is done within this time, or is broken.
    private const int Attempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="InstallationException">The file cannot be understood; nothing was changed.</exception>
    public async Task<LoadedFile> LoadAsync(UnitState unit, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // An empty file may be one that a truncating writer has only begun with.
                if (attempt < Attempts && files.FindTarget(NodePaths.Configuration) is { Size: 0 })
                {
                    await Task.Delay(Pause, time, ct);
                    continue;
                }
                return await ReadAsync(unit, ct);
            }
            catch (TomlException e) when (attempt == Attempts)
            {
                throw new InstallationException(
                    OutcomeKind.Refused,
                    $"{NodePaths.Configuration} is not valid TOML, refusing to modify it: {e.Message}"
                );
            }
            catch (TomlException)
            {
                await Task.Delay(Pause, time, ct);
            }
        }
    }

    /// <summary>Reads the file without asking containerd for its default; a file that says nothing is an empty document.</summary>
    public LoadedFile Peek()
    {
        var path = files.Resolve(NodePaths.Configuration);
        var bytes = atomic.TryRead(path);
        return new LoadedFile(path, bytes, files.FindTarget(path), new(TomlDocument.Parse(bytes ?? [])));
    }

    /// <summary>
    /// The edited configuration, completed so that containerd still has every handler that it has now. containerd's own
    /// default handler exists only as long as a file names none: the first table that is added would take it away, and
    /// with it every ordinary pod.
    /// </summary>
    public async Task<ContainerdConfiguration> CompleteAsync(
        LoadedFile file,
        ContainerdConfiguration edited,
        UnitState unit,
        CancellationToken ct
    )
    {
        if (file.Bytes is null || file.Configuration.Handlers.Count > 0)
        {
            return edited;
        }
        var effective = await DumpAsync(NodePaths.Configuration, unit, ct);
        return effective
            .Handlers.Entries.Where(handler => edited.Find(handler.Key) is null)
            .Aggregate(edited, (result, handler) => result.With(handler.Key, Essential((TomlTable)handler.Value)));
    }

    /// <summary>
    /// What the file must be once Graft's tables are gone: as it would be had Graft never been there, where that means the
    /// same to containerd. Null: no file.
    /// </summary>
    /// <param name="file">The file as it was read.</param>
    /// <param name="edited">The configuration without the tables.</param>
    /// <param name="unit">Whose program is asked what a file means.</param>
    /// <param name="ct">Ends the questions to containerd.</param>
    public async Task<byte[]?> ReduceAsync(
        LoadedFile file,
        ContainerdConfiguration edited,
        UnitState unit,
        CancellationToken ct
    )
    {
        var pristine = atomic.TryRead(NodePaths.PristineConfiguration);
        var bytes = edited.Document.ToBytes();
        try
        {
            var before = new ContainerdConfiguration(TomlDocument.Parse(pristine ?? []));
            if (before.Document.IsEmpty)
            {
                return await IsDefaultAsync(edited, unit, ct) ? pristine : bytes;
            }
            if (before.Handlers.Count > 0 || edited.Handlers.Count == 0)
            {
                return bytes;
            }
            // Handlers that CompleteAsync has written down, which containerd assumes again without them.
            var bare = edited.Handlers.Entries.Aggregate(edited, (result, handler) => result.Without(handler.Key));
            var (candidate, effective) = await StageAsync(file, bare.Document.ToBytes(), unit, ct);
            atomic.DeleteIfPresent(candidate);
            var assumed = effective.Handlers.Entries.Select(handler =>
                KeyValuePair.Create<string, TomlValue>(handler.Key, Essential((TomlTable)handler.Value))
            );
            return new TomlTable(assumed).Equals(edited.Handlers) ? bare.Document.ToBytes() : bytes;
        }
        catch (Exception e) when (e is TomlException or TomlEditException or InstallationException)
        {
            return bytes;
        }
    }

    private async Task<bool> IsDefaultAsync(ContainerdConfiguration edited, UnitState unit, CancellationToken ct)
    {
        var defaults = await containerd.RunAsync(unit, ["config", "default"], ct);
        return defaults.Succeeded && TomlDocument.Parse(defaults.Output).Root.Equals(edited.Document.Root);
    }

    /// <summary>Writes the new text beside the file and lets containerd itself read it: what it means stands beside.</summary>
    public async Task<(HostPath Candidate, ContainerdConfiguration Effective)> StageAsync(
        LoadedFile file,
        byte[] bytes,
        UnitState unit,
        CancellationToken ct
    )
    {
        files.CreateDirectory(file.Path.Parent);
        var candidate = file.Path.Parent.Join(NodePaths.CandidateName);
        atomic.Stage(candidate, new MemoryStream(bytes), file.Entry?.Mode ?? FileModes.Plain, file.Entry?.Owner);
        try
        {
            return (candidate, await DumpAsync(candidate, unit, ct));
        }
        catch
        {
            atomic.DeleteIfPresent(candidate);
            throw;
        }
    }

    /// <summary>Keeps the first file that was ever edited.</summary>
    public void KeepPristine(LoadedFile file)
    {
        if (file.Bytes is not null && files.Find(NodePaths.PristineConfiguration) is null)
        {
            atomic.Write(NodePaths.PristineConfiguration, file.Bytes, file.Entry!.Mode, file.Entry.Owner);
        }
    }

    /// <exception cref="InstallationException">The file is not the one that was read any more; it is left alone.</exception>
    public void Replace(LoadedFile file, HostPath candidate)
    {
        RefuseIfChanged(file);
        atomic.Commit(candidate, file.Path);
    }

    /// <exception cref="InstallationException">The file is not the one that was read any more; it is left alone.</exception>
    public void Remove(LoadedFile file, HostPath candidate)
    {
        RefuseIfChanged(file);
        atomic.DeleteIfPresent(candidate);
        Restore(file with { Bytes = null });
    }

    private void RefuseIfChanged(LoadedFile file)
    {
        if (LoadedFile.FingerprintOf(atomic.TryRead(file.Path)) != file.Fingerprint)
        {
            throw new InstallationException(
                OutcomeKind.NotReady,
                $"{NodePaths.Configuration} was changed by another program at the same time; trying again"
            );
        }
    }

    /// <summary>Puts the bytes back, or removes the file where there was none.</summary>
    public void Restore(LoadedFile file)
    {
        if (file.Bytes is null)
        {
            if (atomic.DeleteIfPresent(file.Path))
            {
                files.SyncDirectory(file.Path.Parent);
            }
        }
        else
        {
            atomic.Write(file.Path, file.Bytes, file.Entry?.Mode ?? FileModes.Plain, file.Entry?.Owner);
        }
    }

    /// <summary>What a file means to containerd, imports and defaults included.</summary>
    private async Task<ContainerdConfiguration> DumpAsync(HostPath path, UnitState unit, CancellationToken ct)
    {
        var dump = await containerd.RunAsync(unit, ["--config", path.Value, "config", "dump"], ct);
        return dump.Succeeded
            ? new ContainerdConfiguration(TomlDocument.Parse(dump.Output))
            : throw new InstallationException(
                OutcomeKind.Refused,
                $"containerd does not accept the edited configuration, refusing to modify {NodePaths.Configuration}: {dump.Complaint}"
            );
    }

    /// <summary>Without the keys that only say what containerd assumes anyway, some of them new with some version.</summary>
    private static TomlTable Essential(TomlTable table) =>
        new(
            table.Entries.Where(entry =>
                entry.Key != "sandboxer"
                && entry.Value
                    is not (
                        TomlString { Value: "" }
                        or TomlBoolean { Value: false }
                        or TomlInteger { Value: 0 }
                        or TomlArray { Items.Count: 0 }
                    )
            )
        );

    private async Task<LoadedFile> ReadAsync(UnitState unit, CancellationToken ct)
    {
        var path = files.Resolve(NodePaths.Configuration);
        var bytes = atomic.TryRead(path);
        var document = TomlDocument.Parse(bytes ?? []);
        if (document.IsEmpty)
        {
            var defaults = await containerd.RunAsync(unit, ["config", "default"], ct);
            document = defaults.Succeeded
                ? TomlDocument.Parse(defaults.Output)
                : throw new InstallationException(
                    OutcomeKind.NotReady,
                    $"containerd does not print its default configuration: {defaults.Complaint}"
                );
        }
        return new LoadedFile(path, bytes, files.FindTarget(path), new(document));
    }
}
