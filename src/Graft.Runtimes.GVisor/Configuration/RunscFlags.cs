namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>The flags of one handler, told apart into what runsc gets and what cannot be used.</summary>
internal sealed class RunscFlags
{
    private readonly SortedDictionary<string, string> _used = new(StringComparer.Ordinal);
    private readonly List<RunscFlagProblem> _problems = [];

    public RunscFlags(IReadOnlyDictionary<string, string>? flags)
    {
        foreach (var (name, value) in (flags ?? Empty).OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            Add(name, value);
        }
        RequireNoOverlayOnSharedFiles();
    }

    /// <summary>What runsc gets, in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, string> Used => _used;

    /// <summary>What it does not get, and why; in ordinal order of the names.</summary>
    public IReadOnlyList<RunscFlagProblem> Problems => _problems;

    /// <summary>Does the node need <c>/dev/kvm</c>?</summary>
    public bool NeedsKvm => _used.GetValueOrDefault(RunscFlag.Platform) == "kvm";

    private static IReadOnlyDictionary<string, string> Empty { get; } =
        new Dictionary<string, string>(0, StringComparer.Ordinal);

    private void Add(string name, string? value)
    {
        if (RunscFlag.Find(name) is not { } flag)
        {
            _problems.Add(new RunscFlagProblem(name, value, null));
        }
        else if (value is null || !flag.Accepts(value))
        {
            _problems.Add(new RunscFlagProblem(name, value, flag.Expectation));
        }
        else
        {
            _used.Add(name, value);
        }
    }

    /// <summary>
    /// runsc refuses to start with shared access to root files under an overlay, and puts an overlay on them unless it is
    /// told not to.
    /// </summary>
    private void RequireNoOverlayOnSharedFiles()
    {
        if (
            _used.GetValueOrDefault(RunscFlag.FileAccess) == "shared"
            && _used.GetValueOrDefault(RunscFlag.Overlay) != "none"
        )
        {
            _used.Remove(RunscFlag.FileAccess);
            _problems.Add(
                new RunscFlagProblem(
                    RunscFlag.FileAccess,
                    "shared",
                    $"\"shared\" needs the flag {RunscFlag.Overlay} with the value \"none\": runsc allows no overlay on shared files"
                )
            );
        }
    }
}
