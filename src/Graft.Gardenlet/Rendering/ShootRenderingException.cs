namespace Graft.Gardenlet.Rendering;

/// <summary>A Shoot from which no objects can be made. The message is for its owner and names the pool.</summary>
public sealed class ShootRenderingException(string message) : Exception(message);
