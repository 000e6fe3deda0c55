namespace Graft.Api.Gardener;

/// <summary>Which pool gets the runtime, and where its binaries go.</summary>
public sealed record ContainerRuntimeSpec : ExtensionSpec
{
    public string? BinaryPath { get; init; }

    public ContainerRuntimeWorkerPool? WorkerPool { get; init; }
}
