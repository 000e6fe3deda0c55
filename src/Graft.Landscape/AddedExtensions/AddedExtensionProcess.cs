using Graft.Landscape.Clusters;
using Graft.Landscape.Processes;

namespace Graft.Landscape.AddedExtensions;

/// <summary>Runs an added extension against the seed, as a process of its own.</summary>
internal static class AddedExtensionProcess
{
    public static ChildProcess Start(AddedExtension extension, LandscapeContext context) =>
        ChildProcess.Start(
            context.Data.Processes,
            extension.Name,
            extension.Program,
            [
                $"--kubeconfig={context.Data.Kubeconfig}",
                $"--context={LandscapeClusters.SeedName}",
                "--leader-election=false",
                "--health-bind-address=0",
                "--metrics-bind-address=0",
            ],
            context.Time
        );
}
