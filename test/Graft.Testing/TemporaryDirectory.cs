namespace Graft.Testing;

/// <summary>A directory of its own for one test, removed with everything in it on dispose.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("graft-test-").FullName;
    }

    public string Path { get; }

    /// <summary>The full path of an entry in this directory; a leading slash is taken off.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative.TrimStart('/'));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
    }
}
