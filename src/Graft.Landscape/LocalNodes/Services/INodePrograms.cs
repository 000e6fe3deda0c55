namespace Graft.Landscape.LocalNodes.Services;

/// <summary>A node's own programs, such as <c>systemctl</c>.</summary>
internal interface INodePrograms
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="name">The name under which the node finds it.</param>
    /// <param name="arguments">The arguments, passed on as they are.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>The exit code, and standard output and error together.</returns>
    Task<(int ExitCode, string Output)> RunAsync(
        string name,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    );
}
