using System.CommandLine;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;
using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata;

/// <summary>The extension that installs Kata Containers.</summary>
public static class KataExtension
{
    private static readonly Option<bool> s_uninstallsOnRemoval = UninstallSwitch.Create();

    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = Kata.Component.ExtensionName,
            Program = "graft-runtime-kata",
            Description = "Installs Kata Containers on the worker pools that ask for it",
            Options = [s_uninstallsOnRemoval],
            AddControllers = (controllers, arguments) =>
                controllers.AddRuntime(
                    Kata.Component,
                    new KataRendering(controllers.Services.Images),
                    arguments.GetValue(s_uninstallsOnRemoval)
                ),
        };
}
