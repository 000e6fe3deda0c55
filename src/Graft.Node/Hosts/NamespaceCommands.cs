using System.Diagnostics;

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
        Process? process;
        try
        {
            process = await StartOnOwnThreadAsync(program, arguments);
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
        return await ProgramRun.FinishAsync(process, program, timeout, ct);
    }

    private static Task<Process?> StartOnOwnThreadAsync(string program, IReadOnlyList<string> arguments)
    {
        var started = new TaskCompletionSource<Process?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                EnterNamespacesOfProcessOne();
                started.SetResult(ProgramRun.Start(FindProgram(program), arguments));
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

    private static string FindProgram(string program) =>
        program.StartsWith('/')
            ? program
            : ProgramRun
                .SearchPath.Split(':')
                .Select(directory => Path.Combine(directory, program))
                .FirstOrDefault(File.Exists, program);
}
