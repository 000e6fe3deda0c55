namespace Graft.EndToEnd;

/// <summary>A real kubectl with caches of its own.</summary>
internal sealed class Kubectl(string kubeconfig, string home)
{
    /// <summary>Skips the test on a machine without kubectl.</summary>
    public async Task<CommandResult> RunAsync(string context, string arguments, string? input = null)
    {
        var program = Command.Find("kubectl");
        Assert.SkipWhen(program is null, "no kubectl on PATH");
        string[] all =
        [
            $"--kubeconfig={kubeconfig}",
            $"--cache-dir={Path.Combine(home, "cache")}",
            $"--context={context}",
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        return await Command.RunAsync(program!, all, input, new Dictionary<string, string> { ["HOME"] = home });
    }
}
