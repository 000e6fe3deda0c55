namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>
/// The kubectl binaries of this machine: <c>kubectl.1.NN</c> beside the one in PATH where there are such, else that one.
/// </summary>
internal static class KubectlBinaries
{
    public const string None = "none installed";
    private static readonly string[] Preferred = ["kubectl.1.27", "kubectl.1.31", "kubectl.1.33"];

    /// <summary>
    /// One row per version to test with: 1.27, 1.31 and 1.33 where they are there, else whatever is. With
    /// <c>GRAFT_TEST_KUBECTL=all</c> every one.
    /// </summary>
    public static TheoryData<string> Versions()
    {
        var names = Installed().Select(path => Path.GetFileName(path)).ToList();
        var takesAll = Environment.GetEnvironmentVariable("GRAFT_TEST_KUBECTL") == "all";
        var preferred = takesAll ? names : [.. Preferred.Where(names.Contains)];
        return names.Count == 0 ? [None] : [.. preferred.Count > 0 ? preferred : names];
    }

    public static string Find(string name)
    {
        Assert.SkipWhen(name == None, "no kubectl is installed on this machine");
        return Installed().Single(path => Path.GetFileName(path) == name);
    }

    private static List<string> Installed()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "kubectl"))
            .FirstOrDefault(File.Exists);
        if (found is null)
        {
            return [];
        }
        var real = File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        var versioned = Directory
            .GetFiles(Path.GetDirectoryName(real)!, "kubectl.1.*")
            .Order(StringComparer.Ordinal)
            .ToList();
        return versioned.Count > 0 ? versioned : [real];
    }
}
