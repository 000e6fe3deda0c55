namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// Keeps a directory to one owner at a time, in this process or any other of the machine. The system lets it go with the
/// process, however that ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Somebody else has the directory.</exception>
    public static DirectoryLock Take(string directory)
    {
        Security.PrivateFile.CreateDirectory(directory);
        var path = Path.Combine(directory, "lock");
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new IOException($"{directory}: another control plane uses this directory", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
