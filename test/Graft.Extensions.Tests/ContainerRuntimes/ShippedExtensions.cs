namespace Graft.Extensions.Tests.ContainerRuntimes;

/// <summary>
/// Classes that run the shipped extensions' controllers against the shared seed: each serves every namespace, so that those of
/// two classes at once would work on each other's objects.
/// </summary>
internal static class ShippedExtensions
{
    public const string Collection = "shipped extensions";
}
