using System.CommandLine;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;
using Graft.Runtimes.GVisor.Charts;

namespace Graft.Runtimes.GVisor;

/// <summary>The extension that installs gVisor.</summary>
public static class GVisorExtension
{
    private static readonly Option<string> s_testRepository = new("--gvisor-installation-test-repository")
    {
        Description = "Repository of installation images to try; a Shoot chooses one of its tags with testImageTag",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<bool> s_uninstallsOnRemoval = UninstallSwitch.Create();

    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = GVisor.Component.ExtensionName,
            Program = "graft-runtime-gvisor",
            Description = "Installs gVisor on the worker pools that ask for it",
            Options = [s_testRepository, s_uninstallsOnRemoval],
            AddControllers = (controllers, arguments) =>
                controllers.AddRuntime(
                    GVisor.Component,
                    new GVisorRendering(controllers.Services.Images, arguments.GetRequiredValue(s_testRepository)),
                    arguments.GetValue(s_uninstallsOnRemoval)
                ),
        };
}
