using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Graft.Node.Hosts;

/// <summary>
/// A program that was started by the C library alone, so that it can be started from a thread which sees another root
/// directory than the rest of this process.
/// </summary>
/// <remarks>
/// .NET's own way of starting processes loads assemblies when it is first used, and a single-file program loads them from
/// its own path: on a thread that has entered the node's mount namespace there is no such file. What <see cref="Start"/>
/// calls is in the core library and the C library, both loaded long before.
/// </remarks>
internal sealed partial class ChildProgram : IDisposable
{
    private readonly SafeFileHandle[] _childEnds;
    private readonly SafeFileHandle _input;
    private readonly FileStream _output;
    private readonly FileStream _error;
    private int _id;

    /// <summary>Makes the pipes; nothing is started yet.</summary>
    /// <exception cref="IOException">There are no more file descriptors.</exception>
    public ChildProgram()
    {
        var (childInput, input) = MakePipe();
        var (output, childOutput) = MakePipe();
        var (error, childError) = MakePipe();
        _childEnds = [childInput, childOutput, childError];
        _input = input;
        _output = new FileStream(output, FileAccess.Read, bufferSize: 1);
        _error = new FileStream(error, FileAccess.Read, bufferSize: 1);
    }

    /// <summary>Starts the program in the namespaces of the calling thread, in a process group of its own.</summary>
    /// <param name="path">The program's path for this thread.</param>
    /// <param name="arguments">Without the program itself.</param>
    /// <param name="environment">All of it, as <c>NAME=value</c>.</param>
    /// <returns>False where there is no such program, or none that can be started.</returns>
    public unsafe bool Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var words = new string[arguments.Count + 1];
        words[0] = path;
        for (var i = 0; i < arguments.Count; i++)
        {
            words[i + 1] = arguments[i];
        }
        // The structures are opaque; these sizes are larger than any C library's.
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[1024];
        var signals = stackalloc byte[256];
        var argumentList = ToNativeList(words);
        var environmentList = ToNativeList(environment);
        var program = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            _ = posix_spawn_file_actions_init(actions);
            for (var stream = 0; stream < _childEnds.Length; stream++)
            {
                _ = posix_spawn_file_actions_adddup2(actions, (int)_childEnds[stream].DangerousGetHandle(), stream);
            }
            // Signals that this process ignores or blocks are no matter of the program's.
            const short OwnGroup = 2;
            const short DefaultSignals = 4;
            const short SignalMask = 8;
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawnattr_setflags(attributes, OwnGroup | DefaultSignals | SignalMask);
            _ = sigemptyset(signals);
            _ = posix_spawnattr_setsigmask(attributes, signals);
            _ = sigfillset(signals);
            _ = posix_spawnattr_setsigdefault(attributes, signals);
            var problem = posix_spawn(
                out _id,
                (byte*)program,
                actions,
                attributes,
                (byte**)argumentList,
                (byte**)environmentList
            );
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
            return problem == 0;
        }
        finally
        {
            Marshal.FreeCoTaskMem(program);
            FreeNativeList(argumentList, words.Length);
            FreeNativeList(environmentList, environment.Count);
        }
    }

    /// <summary>What the started program says, and how it ends. It is killed, with all that it started, when its time is over.</summary>
    /// <param name="program">Names it in the result.</param>
    /// <param name="timeout">Its time.</param>
    /// <param name="ct">Ends it before.</param>
    public async Task<CommandResult> FinishAsync(string program, TimeSpan timeout, CancellationToken ct)
    {
        Array.ForEach(_childEnds, end => end.Dispose());
        _input.Dispose();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        var killed = limit.Token.Register(() => Kill(-_id));
        // Nothing of this can be cancelled by itself: all ends when the program does.
        var ended = Task.Factory.StartNew(
            Wait,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var output = ReadAsync(_output);
        var error = ReadAsync(_error);
        var code = await ended;
        await killed.DisposeAsync();
        ct.ThrowIfCancellationRequested();
        return limit.IsCancellationRequested
            ? new CommandResult(
                124,
                "",
                string.Create(CultureInfo.InvariantCulture, $"{program} did not end within {timeout.TotalSeconds:0} s")
            )
            : new CommandResult(code, await output, await error);
    }

    public void Dispose()
    {
        Array.ForEach(_childEnds, end => end.Dispose());
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private static async Task<string> ReadAsync(FileStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(CancellationToken.None);
    }

    // As shells count: a signal is 128 and its number.
    private int Wait()
    {
        const int Interrupted = 4;
        int status;
        while (waitpid(_id, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return 127;
            }
        }
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    private static void Kill(int group)
    {
        const int KillSignal = 9;
        _ = kill(group, KillSignal);
    }

    private static unsafe (SafeFileHandle Read, SafeFileHandle Write) MakePipe()
    {
        var ends = stackalloc int[2];
        return pipe2(ends, LibC.OpenCloseOnExec) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw new IOException("no pipe can be made: there are no more file descriptors");
    }

    private static IntPtr ToNativeList(IReadOnlyList<string> texts)
    {
        var list = Marshal.AllocCoTaskMem((texts.Count + 1) * IntPtr.Size);
        for (var i = 0; i < texts.Count; i++)
        {
            Marshal.WriteIntPtr(list, i * IntPtr.Size, Marshal.StringToCoTaskMemUTF8(texts[i]));
        }
        Marshal.WriteIntPtr(list, texts.Count * IntPtr.Size, IntPtr.Zero);
        return list;
    }

    private static void FreeNativeList(IntPtr list, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem(Marshal.ReadIntPtr(list, i * IntPtr.Size));
        }
        Marshal.FreeCoTaskMem(list);
    }

    [LibraryImport("libc")]
    private static unsafe partial int pipe2(int* ends, int flags);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn(
        out int id,
        byte* path,
        byte* actions,
        byte* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int sigfillset(byte* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int id, out int status, int options);

    [LibraryImport("libc")]
    private static partial int kill(int id, int signal);
}
