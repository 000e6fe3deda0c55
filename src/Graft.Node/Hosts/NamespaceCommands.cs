namespace Graft.Node.Hosts;

/// <summary>
/// Runs programs of the node in the namespaces of its process 1, as nsenter would, but without needing nsenter in the
/// installation image. Needs the node's PID namespace and CAP_SYS_ADMIN.
/// </summary>
/// <remarks>
/// A thread may enter a mount namespace only when it shares no file system attributes with others, and it cannot come back.
/// So each program is started by a thread of its own, which ends right afterwards; the child inherits its namespaces.
/// </remarks>
internal sealed class NamespaceCommands : IHostCommands
{
    private static readonly (string Name, int Kind)[] Namespaces =
    [
        ("ipc", LibC.NewIpcNamespace),
        ("uts", LibC.NewUtsNamespace),
        ("net", LibC.NewNetNamespace),
        ("mnt", LibC.NewMountNamespace),
    ];

    public async Task<CommandResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        ct.ThrowIfCancellationRequested();
        using var child = new ChildProgram();
        bool isStarted;
        try
        {
            isStarted = await StartOnOwnThreadAsync(child, program, arguments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CommandResult(
                126,
                "",
                "cannot enter the namespaces of the node's process 1, which needs the node's PID namespace and "
                    + $"CAP_SYS_ADMIN: {e.Message}"
            );
        }
        return isStarted
            ? await child.FinishAsync(program, timeout, ct)
            : new CommandResult(127, "", $"{program} cannot be started");
    }

    private static Task<bool> StartOnOwnThreadAsync(ChildProgram child, string program, IReadOnlyList<string> arguments)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                EnterNamespacesOfProcessOne();
                started.SetResult(child.Start(FindProgram(program), arguments, ProgramRun.Environment));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                started.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "host-program",
        };
        thread.Start();
        return started.Task;
    }

    private static void EnterNamespacesOfProcessOne()
    {
        var foreign = Namespaces
            .Where(each => Link($"/proc/1/ns/{each.Name}") != Link($"/proc/self/ns/{each.Name}"))
            .ToList();
        if (foreign.Count == 0)
        {
            return;
        }
        // All are opened before the first is entered: afterwards /proc may be another one.
        var handles = foreign
            .Select(each => (each.Kind, Path: $"/proc/1/ns/{each.Name}"))
            .Select(each => (each.Kind, each.Path, Handle: File.OpenHandle(each.Path)))
            .ToList();
        LibC.Unshare(LibC.OwnFileSystemAttributes);
        foreach (var (kind, path, handle) in handles)
        {
            using (handle)
            {
                LibC.EnterNamespace(handle, kind, path);
            }
        }
    }

    private static string? Link(string path) => new FileInfo(path).LinkTarget;

    // Like ChildProgram.Start this runs in the node's namespaces, and uses the core library alone.
    private static string FindProgram(string program)
    {
        if (!program.StartsWith('/'))
        {
            foreach (var directory in ProgramRun.SearchPath.Split(':'))
            {
                var path = Path.Combine(directory, program);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }
        return program;
    }
}
