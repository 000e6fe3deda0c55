using System.CommandLine;

namespace Graft.Cli;

/// <summary>The commands of <c>graft</c>.</summary>
internal static class GraftCommandLine
{
    /// <summary>How long a command may take to end after a signal: a landscape stops its nodes and their programs first.</summary>
    private static readonly TimeSpan s_termination = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Container runtimes for the worker pools of Gardener shoot clusters.")
        {
            UpCommand.Create(),
            RenderCommand.Create(),
            ValidateCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"graft: {error.Message}");
            }
            await Console.Error.WriteLineAsync("graft: --help lists commands and options");
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = s_termination });
    }
}
