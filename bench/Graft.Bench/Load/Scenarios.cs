namespace Graft.Bench.Load;

internal static class Scenarios
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new StartupScenario(),
        new WritesScenario(),
        new FanOutScenario(),
        new IdleWatchScenario(),
        new InformerScenario(),
        new ListScenario(),
        new QueueScenario(),
        new BoundedScenario(),
    ];
}
