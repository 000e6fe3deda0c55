using Graft.Extensions.Hosting;
using Graft.Runtimes.Kata.Actuators;

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
                    new KataActuator(controllers.CreateInstallation(Kata.Component), controllers.Services.Images)
                ),
        };
}
