namespace RealNode.Containerd;

/// <summary>Tests that run pods: one after the other, beside those of <see cref="RealContainerd"/> that wait a good deal.</summary>
[CollectionDefinition(nameof(RealPods))]
public sealed class RealPods;
