namespace Graft.Testing;

/// <summary>Finds the checkout that a test runs from, and the shared inputs beside it.</summary>
public static class Repository
{
    /// <summary>The root of the checkout: the nearest folder above the test binary that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the checkout.</summary>
    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// A path below the <c>shared</c> folder beside the checkout. Skips the running test, with the reason, in a clone
    /// that has no such folder.
    /// </summary>
    public static string Shared(params ReadOnlySpan<string> parts)
    {
        var shared = Path.Combine(Root, "..", "shared");
        Assert.SkipUnless(
            Directory.Exists(shared),
            "the folder 'shared' with Gardener's and containerd's own files is not beside this checkout"
        );
        return Path.GetFullPath(Path.Combine([shared, .. parts]));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "Graft.slnx")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName
            ?? throw new DirectoryNotFoundException($"no Graft.slnx above {AppContext.BaseDirectory}");
    }
}
