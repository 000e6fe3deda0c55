using System.CommandLine;

namespace Graft.Cli;

/// <summary>The commands of <c>graft</c>.</summary>
internal static class GraftCommandLine
{
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Container runtimes for the worker pools of Gardener shoot clusters.")
        {
            UpCommand.Create(),
            RenderCommand.Create(),
            ValidateCommand.Create(),
        };
        return root.Parse(arguments).InvokeAsync();
    }
}
