using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Graft.Bench;

/// <summary><c>micro</c>: BenchmarkDotNet over the parts, in this process.</summary>
internal static class MicroCommand
{
    private static readonly Option<string> s_filter = new("--filter")
    {
        Description = "Which benchmarks to run, such as *MergePatch*.",
        DefaultValueFactory = _ => "*",
    };

    public static Command Create()
    {
        var command = new Command("micro", "Measures parts with BenchmarkDotNet.") { s_filter };
        command.SetAction(arguments =>
        {
            var config = ManualConfig
                .Create(DefaultConfig.Instance)
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .AddDiagnoser(MemoryDiagnoser.Default)
                .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet"));
            var filter = arguments.GetValue(s_filter)!;
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(["--filter", filter], config);
        });
        return command;
    }
}
