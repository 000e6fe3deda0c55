namespace Graft.Bench.Load;

/// <summary>One thing to measure.</summary>
internal interface IScenario
{
    string Name { get; }

    string Description { get; }

    Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken);
}
