using Graft.Extensions.Hosting;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>The extension that provisions and configures machines with CoreOS Container Linux and Flatcar.</summary>
public static class CoreOSExtension
{
    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = "os-coreos",
            Program = "graft-os-coreos",
            Description = "Provisions and configures machines with CoreOS Container Linux and Flatcar",
            AddControllers = (controllers, _) =>
            {
                var actuator = OperatingSystemActuator.ForCoreOS(controllers.Services.Seed);
                controllers.AddOperatingSystemConfig(actuator.Types, actuator);
            },
        };
}
