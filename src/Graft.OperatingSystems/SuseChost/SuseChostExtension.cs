using Graft.Extensions.Hosting;

namespace Graft.OperatingSystems.SuseChost;

/// <summary>The extension that provisions and configures machines with SUSE's JeOS and container host images.</summary>
public static class SuseChostExtension
{
    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = "os-suse-chost",
            Program = "graft-os-suse-chost",
            Description = "Provisions and configures machines with SUSE's JeOS and container host images",
            AddControllers = (controllers, _) =>
            {
                var actuator = OperatingSystemActuator.ForSuseChost(controllers.Services.Seed);
                controllers.AddOperatingSystemConfig(actuator.Types, actuator);
            },
        };
}
