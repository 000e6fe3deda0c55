namespace Graft.Api.Gardener;

/// <summary>Values of <see cref="OperatingSystemConfigSpec.Purpose"/>.</summary>
public static class OperatingSystemConfigPurpose
{
    /// <summary>User data that a new machine starts with.</summary>
    public const string Provision = "provision";

    /// <summary>What the node agent keeps a running machine at.</summary>
    public const string Reconcile = "reconcile";
}
