using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Graft.Node.Toml;

namespace Graft.Node.Installation;

/// <summary>Whose table a handler has (wire contract, section 9.3, step 4).</summary>
internal enum HandlerState
{
    Absent,
    Own,
    Unmanaged,
    Conflict,
}

/// <summary>What is to be done about one handler.</summary>
internal sealed record HandlerPlan(string Name, HandlerState State, TomlTable Wanted, InstallationRecord? Record)
{
    public bool IsManaged => State is HandlerState.Absent or HandlerState.Own;

    public static HandlerPlan For(
        RuntimeHandler handler,
        RuntimeDescription description,
        ContainerdConfiguration configuration,
        NodeFacts facts,
        RecordStore records,
        IHostFileSystem files
    )
    {
        var wanted = HandlerTable.Of(handler, facts.Containerd);
        var record = records.Find(handler.Name);
        var existing = configuration.Find(handler.Name);
        return new HandlerPlan(handler.Name, StateOf(existing), wanted, record);

        HandlerState StateOf(TomlTable? table)
        {
            if (table is null)
            {
                return HandlerState.Absent;
            }
            if (table.Find("runtime_type") is not TomlString type || type.Value != handler.RuntimeType)
            {
                return HandlerState.Conflict;
            }
            var isRecorded = record is { IsUnmanaged: false, Table: not null } && record.Runtime == description.Name;
            var isAdoptable =
                HandlerTable.Agrees(table, wanted) && AreProgramsThere(handler, description, facts, files);
            return isRecorded || isAdoptable ? HandlerState.Own : HandlerState.Unmanaged;
        }
    }

    /// <summary>The configuration with this handler's table as wanted, and without what an earlier version had put in.</summary>
    public ContainerdConfiguration Apply(ContainerdConfiguration configuration)
    {
        var result = configuration;
        if (
            Record?.Table is { } text
            && HandlerTable.FromText(text) is { } written
            && result.Find(Name) is { } existing
        )
        {
            foreach (var path in Obsolete(written, existing, Wanted))
            {
                result = result.Without(Name, path);
            }
        }
        return result.With(Name, Wanted);
    }

    private static IEnumerable<string[]> Obsolete(TomlTable written, TomlTable existing, TomlTable wanted)
    {
        foreach (var (key, value) in written.Entries)
        {
            if (!existing.TryGet(key, out var current))
            {
                continue;
            }
            if (!wanted.TryGet(key, out var next))
            {
                if (current.Equals(value))
                {
                    yield return [key];
                }
            }
            else if (value is TomlTable oldInner && current is TomlTable inner && next is TomlTable newInner)
            {
                foreach (var path in Obsolete(oldInner, inner, newInner))
                {
                    yield return [key, .. path];
                }
            }
        }
    }

    private static bool AreProgramsThere(
        RuntimeHandler handler,
        RuntimeDescription description,
        NodeFacts facts,
        IHostFileSystem files
    )
    {
        HostPath[] directories = [facts.Binaries.Path, HostPath.Parse(description.BinPath)];
        var isShimThere = handler.RuntimePath is not { } shim || files.FindTarget(HostPath.Parse(shim)) is not null;
        return isShimThere
            && (description.Binaries ?? []).All(binary =>
                directories.Any(directory => files.FindTarget(directory.Join(binary.Name)) is not null)
            );
    }
}
