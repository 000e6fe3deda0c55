using Graft.Extensions.Admission;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;

namespace Graft.Samples.Crun;

/// <summary>crun, an OCI runtime that containerd starts through the shim that it has for runc.</summary>
public static class Crun
{
    public const string Type = "crun";

    public static RuntimeComponent Component { get; } = new(Type, "crun");

    /// <summary>The controller in the seed.</summary>
    public static ExtensionDefinition Extension { get; } =
        new()
        {
            Name = Component.ExtensionName,
            Program = "graft-runtime-crun",
            Description = "Installs crun on the worker pools that ask for it",
            AddControllers = (controllers, _) =>
                controllers.AddRuntime(Component, new CrunChart(controllers.Services.Images)),
        };

    /// <summary>The webhook in the garden.</summary>
    public static AdmissionDefinition Admission { get; } =
        new()
        {
            Name = Component.AdmissionName,
            Program = "graft-admission-crun",
            Description = "Refuses Shoots that configure what crun does not have",
            RuntimeType = Type,
            CreateValidators = _ => [new ContainerdRule(Type), new NoConfigurationRule()],
        };
}
