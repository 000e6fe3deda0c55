using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>Makes a rename in a directory survive a power failure; elsewhere than on Unix the file system sees to it.</summary>
internal static class DirectorySync
{
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException(
                $"{directory}: cannot be opened to be synced (errno {Marshal.GetLastPInvokeError()})"
            );
        }
        try
        {
            if (Sync(descriptor) != 0)
            {
                throw new IOException($"{directory}: fsync failed (errno {Marshal.GetLastPInvokeError()})");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // Blittable arguments and libc: generated marshalling would add unsafe code only.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054, CA5392
}
