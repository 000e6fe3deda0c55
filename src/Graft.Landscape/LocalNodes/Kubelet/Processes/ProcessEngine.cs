using Graft.Api.Kubernetes;
using Graft.Landscape.Processes;

namespace Graft.Landscape.LocalNodes.Kubelet.Processes;

/// <summary>
/// Runs containers of Graft's installer as processes of this machine that work on the node's directory, and no others.
/// </summary>
/// <param name="podsDirectory">Each pod has a directory of its own here, named by its UID.</param>
/// <param name="volumes">The node's volumes.</param>
/// <param name="installerFor">How to run the installer for a container, whose image says which runtime's files it has.</param>
/// <param name="time">The clock.</param>
internal sealed class ProcessEngine(
    string podsDirectory,
    PodVolumes volumes,
    Func<Container, InstallerCommand> installerFor,
    TimeProvider time
) : IContainerEngine
{
    public string? FindRefusal(Pod pod) =>
        (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []).All(InstallerCommand.IsIn)
            ? null
            : "local nodes run only Graft's installer image";

    public async Task<IPodSandbox> OpenAsync(Pod pod, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(DirectoryOf(pod)).FullName;
        var grace = TimeSpan.FromSeconds(pod.Spec?.TerminationGracePeriodSeconds ?? 30);
        foreach (var record in Directory.GetFiles(directory, "*.pid"))
        {
            await new ProcessRecord(record).EndLeftoverAsync(grace, time);
        }
        return new Sandbox(directory, await volumes.SetUpAsync(pod, directory, cancellationToken), installerFor, time);
    }

    public void Forget(Pod pod)
    {
        if (Directory.Exists(DirectoryOf(pod)))
        {
            Directory.Delete(DirectoryOf(pod), recursive: true);
        }
    }

    private string DirectoryOf(Pod pod) => Path.Combine(podsDirectory, pod.Metadata.Uid!);

    private sealed class Sandbox(
        string directory,
        IReadOnlyDictionary<string, string> volumes,
        Func<Container, InstallerCommand> installerFor,
        TimeProvider time
    ) : IPodSandbox
    {
        public string? Address => null;

        public Task<IRunningContainer> StartAsync(Container container, CancellationToken cancellationToken) =>
            Task.FromResult<IRunningContainer>(
                ContainerProcess.Start(
                    installerFor(container),
                    container,
                    volumes,
                    Path.Combine(directory, container.Name!),
                    time
                )
            );

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
