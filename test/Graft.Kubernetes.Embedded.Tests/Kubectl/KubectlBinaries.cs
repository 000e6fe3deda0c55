namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>
/// The kubectl binaries of this machine: <c>kubectl.1.NN</c> beside the one in PATH where there are such, else that one.
/// </summary>
internal static class KubectlBinaries
{
    public const string None = "none installed";

    /// <summary>One row per version that is installed, for the verbs that everybody uses.</summary>
    public static TheoryData<string> All() => Rows(Names());

    /// <summary>
    /// The oldest version, one in the middle and the newest, for what differs little between them. With
    /// <c>GRAFT_TEST_KUBECTL=all</c> every one.
    /// </summary>
    public static TheoryData<string> Some()
    {
        var names = Names();
        return Environment.GetEnvironmentVariable("GRAFT_TEST_KUBECTL") == "all" || names.Count <= 3
            ? Rows(names)
            : Rows([names[0], names[names.Count * 4 / 7], names[^1]]);
    }

    public static string Find(string name)
    {
        Assert.SkipWhen(name == None, "no kubectl is installed on this machine");
        return Installed().Single(path => Path.GetFileName(path) == name);
    }

    private static List<string> Names() => [.. Installed().Select(path => Path.GetFileName(path))];

    private static TheoryData<string> Rows(IReadOnlyList<string> names) => names.Count == 0 ? [None] : [.. names];

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
