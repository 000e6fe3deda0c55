using System.Globalization;

namespace Graft.OperatingSystems.Machines;

/// <summary>Permission bits of a file, in the notation that shells and cloud-config read.</summary>
internal static class Permissions
{
    /// <summary>Four octal digits, such as <c>0644</c> for 420; null for no mode.</summary>
    public static string? Format(int? mode) =>
        mode is { } bits ? Convert.ToString(bits, 8).PadLeft(4, '0').ToString(CultureInfo.InvariantCulture) : null;
}
