using System.Runtime.InteropServices;

namespace Graft.Kubernetes.Embedded.Server;

/// <summary>How large a file of this process may grow: beyond it writing fails, as on a full disk.</summary>
internal static class FileSizeLimit
{
    private const int FileSize = 1;

    /// <summary>Lifts the limit to where the process was started with.</summary>
    public static void Raise()
    {
        if (Get(FileSize, out var limit) != 0)
        {
            throw new InvalidOperationException("the limit cannot be read");
        }
        limit.Current = limit.Maximum;
        if (Set(FileSize, limit) != 0)
        {
            throw new InvalidOperationException("the limit cannot be raised");
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // libc, with blittable arguments.
    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int Get(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int Set(int resource, in Limit limit);
#pragma warning restore SYSLIB1054, CA5392

    private struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
