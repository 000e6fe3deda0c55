using Graft.Node.Tests.Tracing;

namespace Graft.Node.Tests.Installation;

/// <summary>
/// As <see cref="CrashTests"/>, but for real: the built program is killed in place of a system call by which it would have
/// changed the node, whatever .NET has made of the steps.
/// </summary>
public sealed class KillTests
{
    // A run waits two seconds for others that may change the configuration, too; so several nodes are tried at once.
    private const int NodesAtOnce = 4;
    private const int Stride = 8;

    [Theory]
    [InlineData("install")]
    [InlineData("upgrade")]
    [InlineData("uninstall")]
    public async Task A_kill_at_a_system_call_leaves_the_old_or_the_new_state_and_the_next_run_converges(string change)
    {
        Assert.SkipWhen(TracedProgram.Obstacle is not null, TracedProgram.Obstacle ?? "");
        var scenario = ChangeScenario.Of(change);
        var calls = new List<MutatingCall>();
        await scenario.SurviveAsync("no kill", node => RunAsync(node, scenario, calls.Add, last: null));
        var points = Sample(calls).ToList();
        Assert.InRange(points.Count, 8, 40);

        await Parallel.ForEachAsync(
            points,
            new ParallelOptions { MaxDegreeOfParallelism = NodesAtOnce, CancellationToken = TestNode.Cancel },
            async (point, _) =>
                await scenario.SurviveAsync(
                    $"killed before {calls[point]}",
                    node => RunAsync(node, scenario, _ => { }, last: point)
                )
        );
    }

    private static async Task RunAsync(TestNode node, ChangeScenario scenario, Action<MutatingCall> see, int? last)
    {
        var seen = 0;
        await TracedProgram.RunAsync(
            InstallerProcess.Program,
            InstallerProcess.Words(node, scenario.Verb, scenario.Runtime),
            call =>
            {
                if (!call.Path.StartsWith(node.Root + "/") || call.Path.Contains("/graft-standin/"))
                {
                    return false;
                }
                see(call with { Path = call.Path[node.Root.Length..] });
                return seen++ == last;
            }
        );
    }

    /// <summary>Every call that makes a name appear, change or go; of the many that only prepare one, every eighth.</summary>
    private static IEnumerable<int> Sample(List<MutatingCall> calls)
    {
        var distinct = calls.Index().DistinctBy(each => each.Item).ToLookup(each => IsDecisive(each.Item));
        return distinct[true].Concat(distinct[false].Where((_, i) => i % Stride == 0)).Select(each => each.Index);
    }

    private static bool IsDecisive(MutatingCall call) =>
        call.Name.StartsWith("rename") || call.Name.StartsWith("unlink") || call.Name is "rmdir" or "symlink" or "link";
}
