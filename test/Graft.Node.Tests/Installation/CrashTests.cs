namespace Graft.Node.Tests.Installation;

/// <summary>
/// Every step that changes the node is made the last one, or made to fail: containerd's file is always the old or the new
/// one in full, programs are never partial, and the next run converges with at most one restart and leaves nothing behind.
/// </summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData("install")]
    [InlineData("from nothing")]
    [InlineData("upgrade")]
    [InlineData("bundle upgrade")]
    [InlineData("other content of the same bundle")]
    [InlineData("uninstall")]
    [InlineData("uninstall after a crash")]
    [InlineData("way back")]
    public Task A_crash_at_every_step_leaves_the_old_or_the_new_state_and_the_next_run_converges(string change) =>
        ChangeScenario.Of(change).SurviveAtEveryStepAsync(Fault.Crash);
}
