using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;
using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata;

/// <summary>The extension that installs Kata Containers.</summary>
public static class KataExtension
{
    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = Kata.Component.ExtensionName,
            Program = "graft-runtime-kata",
            Description = "Installs Kata Containers on the worker pools that ask for it",
            AddControllers = (controllers, _) =>
                controllers.AddContainerRuntime(
                    Kata.Type,
                    new RuntimeActuator(
                        controllers.CreateInstallation(Kata.Component),
                        new KataRendering(controllers.Services.Images).Render
                    )
                ),
        };
}
