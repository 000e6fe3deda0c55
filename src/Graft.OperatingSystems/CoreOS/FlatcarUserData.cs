using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData.Ignition;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>Ignition for Flatcar. Ignition runs once, before the first boot; units start by being enabled.</summary>
internal static class FlatcarUserData
{
    public static string Write(Machine machine, ContainerdProvisioning? containerd, IReadOnlyList<string> maskedUnits)
    {
        var ignition = new IgnitionWriter();
        foreach (var file in machine.Files)
        {
            ignition.File(file);
        }
        foreach (var unit in maskedUnits)
        {
            ignition.Masked(unit);
        }
        foreach (var unit in machine.Units)
        {
            ignition.Unit(unit with { Enable = unit.Enable ?? unit.Command != "stop" });
        }
        if (containerd is not null)
        {
            AddContainerd(ignition, containerd);
        }
        return ignition.ToString();
    }

    private static void AddContainerd(IgnitionWriter ignition, ContainerdProvisioning containerd)
    {
        ignition.File(containerd.Metadata).File(containerd.Script);
        foreach (var unit in containerd.Units)
        {
            ignition.Unit(unit);
        }
        if (!containerd.HasDocker)
        {
            ignition.Link("/etc/extensions/docker-flatcar.raw", "/dev/null");
        }
    }
}
