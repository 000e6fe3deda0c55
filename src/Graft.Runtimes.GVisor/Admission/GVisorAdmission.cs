using Graft.Extensions.Admission;

namespace Graft.Runtimes.GVisor.Admission;

/// <summary>The rules for Shoots with gVisor.</summary>
public static class GVisorAdmission
{
    public static IReadOnlyList<IShootValidator> CreateValidators() =>
        [new ContainerdRule(GVisor.Type), new GVisorConfigurationRule()];
}
