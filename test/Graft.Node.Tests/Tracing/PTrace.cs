using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Graft.Node.Tests.Tracing;

/// <summary>ptrace(2), waitpid(2) and posix_spawn(3), as far as a tracer of system calls needs them.</summary>
internal static partial class PTrace
{
    public const int Trap = 5;
    public const int Kill = 9;
    public const int Continue = 18;

    private const int Seize = 0x4206;
    private const int SystemCall = 24;
    private const int GetSystemCallInfo = 0x420e;

    // PTRACE_O_TRACESYSGOOD, _TRACECLONE, _TRACEEXEC, _EXITKILL: threads are followed, programs that are started are not.
    private const nint Options = 1 | (1 << 3) | (1 << 4) | (1 << 20);

    // Only the tracer's own children, and those that it traces.
    private const int AllKinds = 0x40000000;
    private const int NotOfOtherThreads = 0x20000000;
    private const int Stopped = 2;

    /// <summary>Starts a program as a child of the calling thread, unknown to .NET, which would wait for it as well.</summary>
    public static int Spawn(string program, IReadOnlyList<string> arguments)
    {
        string?[] words = [program, .. arguments, null];
        var environment = Environment.GetEnvironmentVariables();
        string?[] variables = [.. environment.Keys.Cast<string>().Select(name => $"{name}={environment[name]}"), null];
        var error = posix_spawn(out var process, program, 0, 0, words, variables);
        return error == 0 ? process : throw new Win32Exception(error, $"posix_spawn {program}");
    }

    /// <summary>Waits until a child has stopped itself, and becomes its tracer.</summary>
    public static void Attach(int process)
    {
        Check(waitpid(process, out _, Stopped | NotOfOtherThreads), "waitpid");
        Check(ptrace(Seize, process, 0, Options), "ptrace");
        Check(kill(process, Continue), "kill");
    }

    /// <summary>Waits for the next event of any tracee. Null: there is none left.</summary>
    public static (int Thread, int Status)? Wait()
    {
        var thread = waitpid(-1, out var status, AllKinds | NotOfOtherThreads);
        return thread < 0 ? null : (thread, status);
    }

    /// <summary>Lets a thread go on to its next system call, with a signal that it was about to get.</summary>
    public static void Resume(int thread, int signal) => ptrace(SystemCall, thread, 0, signal);

    public static void SendKill(int process) => kill(process, Kill);

    /// <summary>The call that a thread is about to make; null where it has just made one.</summary>
    public static (long Number, ulong[] Arguments)? Entry(int thread)
    {
        var info = new byte[88];
        var size = ptrace(GetSystemCallInfo, thread, info.Length, info);
        if (size <= 0 || info[0] != 1)
        {
            return null;
        }
        var number = BinaryPrimitives.ReadInt64LittleEndian(info.AsSpan(24));
        return (
            number,
            [.. Enumerable.Range(0, 6).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(info.AsSpan(32 + (8 * i))))]
        );
    }

    private static void Check(long result, string call)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), call);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long ptrace(nint request, int process, nint address, nint data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long ptrace(nint request, int process, nint address, [Out] byte[] data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(
        out int process,
        string program,
        nint actions,
        nint attributes,
        string?[] arguments,
        string?[] environment
    );
}
