namespace Graft.Runtimes.Kata.Admission;

/// <summary>
/// The machine types that nest virtualization today, by what their providers write. Where nesting is an option of a machine,
/// the operator's machine classes must switch it on; a machine without it is found by the installer, which does not get ready.
/// </summary>
public static class ShippedMachineTypes
{
    // Bare metal, such as the enhancement proposal's i3.metal, has a processor's virtualization to itself. Virtual machines:
    // "Use nested virtualization to run hypervisors in Amazon EC2 instances", Amazon EC2 User Guide
    // (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-nested-virtualization.html): C8i, M8i and R8i, with their
    // flex variants and those with disks, when their CPU option NestedVirtualization is enabled.
    private static readonly string[] s_aws =
    [
        "*.metal",
        "*.metal-*",
        "c8i.*",
        "c8i-flex.*",
        "c8id.*",
        "m8i.*",
        "m8i-flex.*",
        "m8id.*",
        "r8i.*",
        "r8i-flex.*",
        "r8id.*",
        // Graviton is arm64, for which there is no Kata release archive; Macs do not run Linux.
        "!a1.metal",
        "!*g.metal*",
        "!*gb.metal*",
        "!*gd.metal*",
        "!*gn.metal*",
        "!mac*",
    ];

    // "About nested virtualization", Compute Engine
    // (https://cloud.google.com/compute/docs/instances/nested-virtualization/overview): Intel Haswell or later; not E2, AMD,
    // Arm, or memory-optimized machines. It must be enabled per machine (enableNestedVirtualization). Series are named in full
    // with their hyphen, since n2d, c3d, c4a, n4d and the like are AMD or Arm.
    private static readonly string[] s_gcp =
    [
        "n1-*",
        "n2-*",
        "n4-*",
        "c2-*",
        "c3-*",
        "c4-*",
        // The memory-optimized M1 series under its first names.
        "!n1-megamem-*",
        "!n1-ultramem-*",
    ];

    // "Nested Virtualization: Supported" on the pages of the D and E series from v3 on, such as "Dsv5 sizes series"
    // (https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/dsv5-series).
    private static readonly string[] s_azure =
    [
        "Standard_D*_v3",
        "Standard_D*_v4",
        "Standard_D*_v5",
        "Standard_D*_v6",
        "Standard_D*_v7",
        "Standard_E*_v3",
        "Standard_E*_v4",
        "Standard_E*_v5",
        "Standard_E*_v6",
        "Standard_E*_v7",
        // Confidential machines (DC, EC): "Not Supported" ("DCsv3 sizes series", same place).
        "!Standard_?C*",
        // AMD before v5: "Not Supported" ("Dasv4 sizes series", same place).
        "!Standard_*a*_v4",
        // The letter p is Arm ("Azure virtual machine sizes naming conventions",
        // https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
        "!Standard_*p*",
    ];

    // Flavours are named by the cloud's operator. Whether they nest is set on the compute hosts: the kernel module's option
    // nested=1 and Nova's [libvirt] cpu_mode host-passthrough or host-model ("CPU models", OpenStack Nova,
    // https://docs.openstack.org/nova/latest/admin/cpu-models.html). Only the operator can be more precise:
    // --allowed-machine-type=openstack=<pattern>, or --nesting-capability for flavours that the CloudProfile marks.
    private static readonly string[] s_openStack = ["*"];

    /// <summary>Patterns for AWS, GCP, Azure and OpenStack.</summary>
    public static IReadOnlyList<MachineTypePattern> All { get; } =
    [.. Of("aws", s_aws), .. Of("gcp", s_gcp), .. Of("azure", s_azure), .. Of("openstack", s_openStack)];

    /// <summary>An operator's patterns, and for the providers that they do not speak of those that are shipped.</summary>
    public static IReadOnlyList<MachineTypePattern> ReplacedBy(IReadOnlyList<MachineTypePattern> patterns)
    {
        var replaced = patterns.Select(pattern => pattern.Provider).ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(pattern => !replaced.Contains(pattern.Provider)), .. patterns];
    }

    private static IEnumerable<MachineTypePattern> Of(string provider, string[] patterns) =>
        patterns.Select(pattern => new MachineTypePattern(provider, pattern));
}
