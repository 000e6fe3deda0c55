using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>cloud-config for CoreOS Container Linux.</summary>
internal static class CoreOSUserData
{
    public static string Write(Machine machine, ContainerdProvisioning? containerd, IReadOnlyList<string> maskedUnits)
    {
        var config = new CoreOSCloudConfig();
        foreach (var file in machine.Files)
        {
            config.File(file);
        }
        foreach (var unit in maskedUnits)
        {
            config.Masked(unit);
        }
        if (containerd is not null)
        {
            config.File(containerd.Metadata).File(containerd.Script);
            foreach (var unit in containerd.Units)
            {
                config.Unit(unit);
            }
        }
        foreach (var unit in machine.Units)
        {
            config.Unit(unit with { Enable = unit.Enable ?? true, Command = unit.Command ?? "start" });
        }
        return config.ToString();
    }
}
