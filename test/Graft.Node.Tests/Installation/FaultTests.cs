namespace Graft.Node.Tests.Installation;

/// <summary>As <see cref="CrashTests"/>, but that each step fails in turn, and everything after it works.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("install")]
    [InlineData("upgrade")]
    [InlineData("uninstall")]
    public Task A_failure_of_every_step_leaves_the_old_or_the_new_state_and_the_next_run_converges(string change) =>
        ChangeScenario.Of(change).SurviveAtEveryStepAsync(Fault.Failure);
}
