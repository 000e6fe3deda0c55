using Graft.Extensions.Admission;

namespace Graft.Runtimes.GVisor.Admission;

/// <summary>The rules for Shoots with gVisor.</summary>
public static class GVisorAdmission
{
    public static AdmissionDefinition Definition { get; } =
        new()
        {
            Name = GVisor.Component.AdmissionName,
            Program = "graft-admission-gvisor",
            Description = "Refuses Shoots whose gVisor configuration cannot work",
            RuntimeType = GVisor.Type,
            CreateValidators = _ => CreateValidators(),
        };

    public static IReadOnlyList<IShootValidator> CreateValidators() =>
        [new ContainerdRule(GVisor.Type), new GVisorConfigurationRule()];
}
