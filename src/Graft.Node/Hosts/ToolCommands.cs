namespace Graft.Node.Hosts;

/// <summary>Runs programs of one directory instead of the node's own: for local nodes and tests (<c>--host-tools</c>).</summary>
internal sealed class ToolCommands(string directory, IHostFileSystem files) : IHostCommands
{
    public Task<CommandResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        var tool = Path.Combine(Path.GetFullPath(directory), Path.GetFileName(program));
        var path = !File.Exists(tool) && HostPath.TryParse(program, out var onHost) ? files.LocalPath(onHost) : tool;
        return ProgramRun.FinishAsync(ProgramRun.Start(path, arguments), program, timeout, ct);
    }
}
