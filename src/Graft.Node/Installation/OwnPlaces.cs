using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>
/// The places that belong to Graft alone, and containerd's file: where something else than a plain file or directory stands
/// in one of them, nothing is written there and nothing is restarted.
/// </summary>
internal sealed class OwnPlaces(IHostFileSystem files, RuntimeDescription description)
{
    /// <exception cref="InstallationException">The message names the place and what stands there.</exception>
    public void Check()
    {
        Expect(NodePaths.Records, HostEntryKind.Directory);
        CheckOwner(NodePaths.Records);
        Expect(NodePaths.Lock, HostEntryKind.File);
        Expect(NodePaths.PristineConfiguration, HostEntryKind.File);
        Expect(NodePaths.RestartPending, HostEntryKind.File);
        Expect(NodePaths.PreviousConfiguration, HostEntryKind.File);
        Expect(NodePaths.OutcomeOf(description.Name), HostEntryKind.File);
        foreach (var handler in description.Handlers)
        {
            Expect(NodePaths.RecordOf(handler.Name), HostEntryKind.File);
        }
        CheckConfiguration();
        CheckWritable(NodePaths.Records);
        CheckWritable(files.Resolve(NodePaths.Configuration).Parent);
    }

    /// <summary>The file may be a link, as some systems have it; then the file that it leads to is the one that counts.</summary>
    private void CheckConfiguration()
    {
        var path = NodePaths.Configuration;
        if (files.Find(path) is null)
        {
            return;
        }
        switch (files.FindTarget(path)?.Kind)
        {
            case HostEntryKind.File:
                return;
            case null:
                throw Refused(
                    $"{path} is a link to {files.Resolve(path)}, which does not exist; refusing to modify it"
                );
            case { } kind:
                throw Refused($"{path} is {Describe(kind)}, not a file; refusing to modify it");
        }
    }

    private void Expect(HostPath path, HostEntryKind wanted)
    {
        if (files.Find(path) is { } entry && entry.Kind != wanted)
        {
            throw Refused($"{path} is {Describe(entry.Kind)}, not {Describe(wanted)}; refusing to touch it");
        }
    }

    /// <summary>Whoever can write records decides what the installer believes to be its own, and may remove.</summary>
    private void CheckOwner(HostPath path)
    {
        const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (files.Find(path) is not { } entry)
        {
            return;
        }
        if (entry.Owner.User != HostOwner.Own.User || (entry.Mode & Others) != UnixFileMode.None)
        {
            throw Refused($"{path} can be written by others than root; refusing to trust what stands there");
        }
    }

    private void CheckWritable(HostPath directory)
    {
        // A marker that could not be removed would bring one restart after the other.
        var space = files.Space(directory);
        if (space.IsReadOnly || !space.IsWritable)
        {
            var problem = space.IsReadOnly ? "is on a read-only file system" : "cannot be written";
            throw new InstallationException(OutcomeKind.NotReady, $"{directory} {problem}");
        }
    }

    private static string Describe(HostEntryKind kind) =>
        kind switch
        {
            HostEntryKind.File => "a file",
            HostEntryKind.Directory => "a directory",
            HostEntryKind.Link => "a link",
            _ => "a device, pipe or socket",
        };

    private static InstallationException Refused(string problem) => new(OutcomeKind.Refused, problem);
}
