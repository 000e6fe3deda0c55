namespace RealNode.Containerd;

/// <summary>Tests that start a containerd each: one after the other, so that a small machine is not overrun.</summary>
[CollectionDefinition(nameof(RealContainerd))]
public sealed class RealContainerd;
