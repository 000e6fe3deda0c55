using System.Collections.Concurrent;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Tests.Seeds;

/// <summary>An actuator that notes what it is asked to do, and fails when told so.</summary>
internal sealed class RecordingActuator : IContainerRuntimeActuator
{
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Runs inside of every call, for a test to look at the object meanwhile or to throw.</summary>
    public Func<ContainerRuntime, Task> During { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is reported of a runtime that was reconciled or restored.</summary>
    public ContainerRuntimeResult Result { get; set; } = ContainerRuntimeResult.Nothing;

    public Task<ContainerRuntimeResult> ReconcileAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ReportAsync("reconcile", runtime);

    public Task DeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        NoteAsync("delete", runtime);

    public Task ForceDeleteAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => NoteAsync("force delete", runtime);

    public Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        NoteAsync("migrate", runtime);

    public Task<ContainerRuntimeResult> RestoreAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ReportAsync("restore", runtime);

    private async Task<ContainerRuntimeResult> ReportAsync(string call, ContainerRuntime runtime)
    {
        await NoteAsync(call, runtime);
        return Result;
    }

    private Task NoteAsync(string call, ContainerRuntime runtime)
    {
        Calls.Enqueue(call);
        return During(runtime);
    }
}
