namespace Graft.Testing;

/// <summary>
/// Compares a text with a file under <c>testdata/</c> of the test's project. <c>UPDATE_GOLDEN=1</c> writes the files
/// instead; the change then shows in the diff.
/// </summary>
public static class Golden
{
    public static void Verify(string projectName, string file, string actual)
    {
        var path = Repository.File("test", projectName, "testdata", file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        Assert.True(File.Exists(path), $"{path} is missing; run the test once with UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
