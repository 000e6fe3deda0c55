namespace Graft.Landscape.Machines;

/// <summary>What cloud-init finds on a machine's NoCloud seed, in place of an infrastructure's metadata service.</summary>
/// <param name="InstanceId">A new one makes cloud-init apply the user data once more.</param>
/// <param name="UserData">The user data, byte for byte.</param>
internal sealed record CloudInitSeed(string InstanceId, byte[] UserData);
