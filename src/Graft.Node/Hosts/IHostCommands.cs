namespace Graft.Node.Hosts;

/// <summary>How a program of the node ended. A program that could not be started has the exit code 127.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line that says something about a failure.</summary>
    public string Complaint =>
        (Error.Trim().Length > 0 ? Error : Output).Trim().Split('\n')[^1].Trim() is { Length: > 0 } line
            ? line
            : $"exit code {ExitCode}";
}

/// <summary>Runs programs of the node.</summary>
internal interface IHostCommands
{
    /// <param name="program">An absolute path on the node, or a bare name that is looked up there.</param>
    /// <param name="arguments">The arguments, passed on as they are.</param>
    /// <param name="timeout">After this the program is ended and counts as failed.</param>
    /// <param name="ct">Ends the program.</param>
    Task<CommandResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        CancellationToken ct
    );
}
