using System.Globalization;

namespace Graft.Landscape;

/// <summary>The directory of a landscape, held exclusively while the landscape runs.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string ControlPlane => System.IO.Path.Combine(Path, "control-plane");

    public string Nodes => System.IO.Path.Combine(Path, "nodes");

    public string Payloads => System.IO.Path.Combine(Path, "payloads");

    public string Processes => System.IO.Path.Combine(Path, "processes");

    public string Kubeconfig => System.IO.Path.Combine(Path, "kubeconfig");

    public string Log => System.IO.Path.Combine(Path, "landscape.log");

    /// <exception cref="LandscapeException">Another landscape runs in the directory, or it cannot be written to.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LandscapeException($"cannot make the directory {path}: {exception.Message}", exception);
        }
        try
        {
            return new DataDirectory(path, Hold(System.IO.Path.Combine(path, "lock")));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LandscapeException($"cannot write to {path}: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new LandscapeException(
                $"{path} is in use by another landscape; choose another with --data ({exception.Message})",
                exception
            );
        }
    }

    private static FileStream Hold(string file)
    {
        var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        held.Flush();
        return held;
    }

    public void Dispose() => _lock.Dispose();
}
