using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Graft.Containerd.Protocol;

/// <summary>Connects to a Unix socket, however long its path is.</summary>
public static partial class CriSocket
{
    // The address has 108 bytes on Linux and 104 elsewhere, with a final zero.
    private const int LongestAddress = 103;

    private const int OpenPath = 0x200000;
    private const int OpenCloseOnExec = 0x80000;

    /// <exception cref="IOException">The socket's directory cannot be opened.</exception>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public static async ValueTask<Stream> ConnectAsync(string path, CancellationToken ct)
    {
        if (Encoding.UTF8.GetByteCount(path) <= LongestAddress)
        {
            return await ConnectToAsync(path, ct);
        }
        // A short address for a long path: by way of the open directory.
        var parent = Path.GetDirectoryName(path)!;
        using var directory = open(parent, OpenPath | OpenDirectoryFlag | OpenCloseOnExec);
        if (directory.IsInvalid)
        {
            throw new IOException($"open {parent}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"/proc/self/fd/{directory.DangerousGetHandle()}/{Path.GetFileName(path)}"
        );
        return await ConnectToAsync(address, ct);
    }

    // The only flag whose number depends on the processor.
    private static int OpenDirectoryFlag =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    private static async Task<Stream> ConnectToAsync(string address, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
}
