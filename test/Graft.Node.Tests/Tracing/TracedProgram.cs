using System.Runtime.InteropServices;

namespace Graft.Node.Tests.Tracing;

/// <summary>Runs a program and sees every system call by which it changes a file, before it is made.</summary>
internal static class TracedProgram
{
    // The shell stops itself, so that it is traced before it becomes the program.
    private const string Stopped = "kill -STOP $$; exec \"$0\" \"$@\" >/dev/null 2>&1";

    /// <summary>Why no program can be traced here, or null.</summary>
    public static string? Obstacle =>
        !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64
            ? "the system calls' numbers are those of Linux on x86-64"
        : File.Exists("/proc/sys/kernel/yama/ptrace_scope")
        && File.ReadAllText("/proc/sys/kernel/yama/ptrace_scope").Trim() is "2" or "3"
        && Environment.UserName != "root"
            ? "this system lets nobody but root trace programs"
        : null;

    /// <summary>Runs the program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isLast">Sees each call; true: the program is killed instead of making it.</param>
    /// <returns>The exit code; null where it was killed.</returns>
    public static Task<int?> RunAsync(string program, IReadOnlyList<string> arguments, Func<MutatingCall, bool> isLast)
    {
        var result = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Everything about a tracee must be asked for by one and the same thread.
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(Trace(program, arguments, isLast));
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "tracer",
        };
        thread.Start();
        return result.Task;
    }

    private static int? Trace(string program, IReadOnlyList<string> arguments, Func<MutatingCall, bool> isLast)
    {
        var process = PTrace.Spawn("/bin/sh", ["-c", Stopped, program, .. arguments]);
        PTrace.Attach(process);
        int? code = null;
        var isKilled = false;
        while (PTrace.Wait() is var (thread, status))
        {
            var isStop = (status & 0xff) == 0x7f;
            if (!isStop)
            {
                var isExit = (status & 0x7f) == 0;
                code = thread == process && isExit ? (status >> 8) & 0xff : code;
                continue;
            }
            var signal = (status >> 8) & 0xff;
            var isSystemCall = signal == (PTrace.Trap | 0x80);
            if (isSystemCall && !isKilled && Read(thread) is { } call && isLast(call))
            {
                isKilled = true;
                PTrace.SendKill(process);
                continue;
            }
            var isEvent = status >> 16 != 0;
            PTrace.Resume(thread, isSystemCall || isEvent ? 0 : signal);
        }
        return isKilled ? null : code;
    }

    private static MutatingCall? Read(int thread) =>
        PTrace.Entry(thread) is var (number, arguments) ? MutatingCall.Read(thread, number, arguments) : null;
}
